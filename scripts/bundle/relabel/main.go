package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	arch := flag.String("arch", "", "architecture to write into the images: amd64 or arm64")
	tag := flag.String("tag", "latest", "tag to give every image, in place of its own")
	flag.Parse()
	if *arch == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "relabel needs an architecture, and reads standard input.\nhint: docker save IMAGE:arm64 | relabel -arch arm64 > images.tar")
		os.Exit(2)
	}
	archive, err := read(os.Stdin)
	if err == nil {
		err = archive.relabel(*arch, *tag)
	}
	if err == nil {
		err = archive.write(os.Stdout)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "The images could not be relabelled: %v.\nhint: standard input must be what `docker save` writes\n", err)
		os.Exit(1)
	}
}
