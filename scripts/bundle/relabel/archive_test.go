package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// saved builds what docker save writes: two images that share a layer, the second by a link.
func saved(t *testing.T, manifest string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range []struct{ name, content, link string }{
		{name: "one.json", content: `{"architecture":"amd64","os":"linux","config":{"User":"65532:65532"}}`},
		{name: "two.json", content: `{"architecture":"arm","variant":"v7","os":"linux"}`},
		{name: "aa/layer.tar", content: "shared"},
		{name: "bb/layer.tar", link: "../aa/layer.tar"},
		{name: "index.json", content: "{}"},
		{name: "manifest.json", content: manifest},
	} {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if f.link != "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, f.link
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

const twoImages = `[{"Config":"one.json","RepoTags":["one:arm64"],"Layers":["aa/layer.tar"]},
	{"Config":"two.json","RepoTags":["host:5000/two:arm64"],"Layers":["aa/layer.tar","bb/layer.tar"]}]`

func TestRelabel(t *testing.T) {
	a, err := read(saved(t, twoImages))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.relabel("arm64", "latest"); err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	if err := a.write(&first); err != nil {
		t.Fatal(err)
	}
	if err := a.write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("two archives of the same images differ (%v)", err)
	}
	b, err := read(&first)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := b.files["index.json"]; ok || len(b.files) != 4 {
		t.Errorf("%d files, want two configurations, one layer and the manifest", len(b.files))
	}
	for i, tag := range []string{"one:latest", "host:5000/two:latest"} {
		img := b.images[i]
		if len(img.RepoTags) != 1 || img.RepoTags[0] != tag {
			t.Errorf("image %d has the tags %q, want %s", i, img.RepoTags, tag)
		}
		text := b.files[img.Config]
		if digest(text)+".json" != img.Config {
			t.Errorf("the configuration of %s is not named by its hash", tag)
		}
		var config struct {
			Architecture, Variant, OS string
			Config                    struct{ User string }
		}
		if err := json.Unmarshal(text, &config); err != nil {
			t.Fatal(err)
		}
		if config.Architecture != "arm64" || config.Variant != "v8" || config.OS != "linux" {
			t.Errorf("%s is for %s/%s/%s", tag, config.OS, config.Architecture, config.Variant)
		}
		if i == 0 && config.Config.User != "65532:65532" {
			t.Errorf("the user became %q", config.Config.User)
		}
		for _, layer := range img.Layers {
			if string(b.files[layer]) != "shared" {
				t.Errorf("layer %s of %s holds %q", layer, tag, b.files[layer])
			}
		}
	}
}

func TestRelabelRefuses(t *testing.T) {
	for manifest, want := range map[string]error{
		`[{"Config":"none.json","RepoTags":["a"],"Layers":[]}]`:                errMissing,
		`[{"Config":"one.json","RepoTags":["a"],"Layers":["none/layer.tar"]}]`: errMissing,
	} {
		a, err := read(saved(t, manifest))
		if err == nil {
			err = a.relabel("amd64", "latest")
		}
		if err == nil {
			err = a.write(&bytes.Buffer{})
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", manifest, err, want)
		}
	}
	if _, err := read(strings.NewReader("no archive, but long enough" + strings.Repeat(".", 600))); err == nil {
		t.Error("what is no archive was read")
	}
	var empty bytes.Buffer
	if err := tar.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(&empty); !errors.Is(err, errNoManifest) {
		t.Errorf("an empty archive: %v", err)
	}
}
