package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// limit bounds what is read: these images have a few megabytes.
const limit = 1 << 30

var (
	errNoManifest = errors.New("there is no manifest.json")
	errMissing    = errors.New("the archive lacks a file that it names")
)

// image is one entry of manifest.json, as docker save writes it (the Docker Image
// Specification v1.2, "Combined Image JSON + Filesystem Changeset Format").
type image struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// archive holds what docker save wrote: the images, and the files by their names.
type archive struct {
	images []image
	files  map[string][]byte
}

// read takes in a whole archive. Older engines write links from one layer to an equal one.
func read(r io.Reader) (*archive, error) {
	a := &archive{files: map[string][]byte{}}
	links := map[string]string{}
	in := tar.NewReader(io.LimitReader(r, limit))
	for {
		header, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		name := path.Clean(header.Name)
		switch header.Typeflag {
		case tar.TypeReg:
			if a.files[name], err = io.ReadAll(in); err != nil {
				return nil, err
			}
		case tar.TypeSymlink:
			links[name] = path.Join(path.Dir(name), header.Linkname)
		case tar.TypeLink:
			links[name] = path.Clean(header.Linkname)
		}
	}
	for name, target := range links {
		a.files[name] = a.files[target]
	}
	manifest, ok := a.files["manifest.json"]
	if !ok {
		return nil, errNoManifest
	}
	return a, json.Unmarshal(manifest, &a.images)
}

// relabel writes the architecture into each image's configuration, whose name is its hash and
// changes with it, and replaces the tags. What else the configuration holds stays as it is.
func (a *archive) relabel(arch, tag string) error {
	for i := range a.images {
		img := &a.images[i]
		text, ok := a.files[img.Config]
		if !ok {
			return fmt.Errorf("%w: %s", errMissing, img.Config)
		}
		var config map[string]json.RawMessage
		if err := json.Unmarshal(text, &config); err != nil {
			return fmt.Errorf("%s: %w", img.Config, err)
		}
		config["architecture"], _ = json.Marshal(arch)
		delete(config, "variant")
		if arch == "arm64" {
			config["variant"] = json.RawMessage(`"v8"`)
		}
		text, err := json.Marshal(config)
		if err != nil {
			return fmt.Errorf("%s: %w", img.Config, err)
		}
		img.Config = digest(text) + ".json"
		a.files[img.Config] = text
		for j, name := range img.RepoTags {
			img.RepoTags[j] = retag(name, tag)
		}
	}
	return nil
}

// retag replaces the tag of a reference; a colon before a slash belongs to a registry's port.
func retag(reference, tag string) string {
	if colon := strings.LastIndex(reference, ":"); colon > strings.LastIndex(reference, "/") {
		reference = reference[:colon]
	}
	return reference + ":" + tag
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// write puts out an archive that holds nothing but the images, each file once. Equal input gives equal output:
// no time of writing is in it.
func (a *archive) write(w io.Writer) error {
	out := tar.NewWriter(w)
	written := map[string]bool{}
	put := func(name string, content []byte) error {
		if written[name] {
			return nil
		}
		written[name] = true
		if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR}); err != nil {
			return err
		}
		_, err := out.Write(content)
		return err
	}
	var images []image
	for _, img := range a.images {
		if err := put(img.Config, a.files[img.Config]); err != nil {
			return err
		}
		var layers []string
		for _, layer := range img.Layers {
			content, ok := a.files[layer]
			if !ok {
				return fmt.Errorf("%w: %s", errMissing, layer)
			}
			name := digest(content) + "/layer.tar"
			if err := put(name, content); err != nil {
				return err
			}
			layers = append(layers, name)
		}
		images = append(images, image{Config: img.Config, RepoTags: img.RepoTags, Layers: layers})
	}
	manifest, err := json.Marshal(images)
	if err != nil {
		return err
	}
	if err := put("manifest.json", manifest); err != nil {
		return err
	}
	return out.Close()
}
