// Command relabel reads what `docker save` wrote and writes it again for another
// architecture:
//
//	docker save obrolan-server:arm64 | relabel -arch arm64 -tag latest > images.tar
//
// Go compiles for any processor, but the classic builder writes its own engine's
// architecture into an image, whatever is inside, and other engines then warn or
// refuse. Here the image's configuration is corrected, and the archive written
// in the form that every engine reads, with the newer form's index left out:
//
//	manifest.json            [{Config, RepoTags, Layers}, …]   one entry an image
//	├── <sha256>.json        configuration: architecture, environment, user, …
//	└── <sha256>/layer.tar   files, as they came
package main
