module obrolan/bench

go 1.26.0

require (
	golang.org/x/sys v0.49.0
	obrolan v0.0.0
)

replace obrolan => ..
