package main

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/eve"
	"obrolan/services/lab/exercise"
	eavesdrop "obrolan/services/lab/exercise/01"
	"obrolan/services/lab/tap"
)

// exercise01 is what the commands need of exercise 1.
var exercise01 = exerciseSteps{
	question: eavesdrop.Question,
	judge: func(c *cli.Context) (func(string, exercise.Secret) verdict, error) {
		facts, err := captured(c)
		return func(answer string, secret exercise.Secret) verdict { return eavesdrop.Judge(answer, secret, facts) }, err
	},
}

// captured reads the captures that are given for exercise 1. A capture that ends in the middle counts as far as it goes. One
// that can't be read is an error only if no other holds anything.
func captured(c *cli.Context) (*eavesdrop.Facts, error) {
	room, err := port(c)
	if err != nil {
		return nil, err
	}
	facts, known := eavesdrop.NewFacts(), 0
	var unreadable error
	for _, path := range c.StringSlice("capture") {
		files, err := capturesAt(path)
		if err != nil {
			return nil, cantOpen(path, err)
		}
		for _, name := range files {
			n, err := addFacts(facts, name, room)
			known += n
			unreadable = cmp.Or(unreadable, err)
		}
	}
	if known == 0 {
		return facts, unreadable
	}
	return facts, nil
}

// capturesAt lists the captures of a folder in the order of their names, or the one file.
func capturesAt(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, err
	}
	entries, err := os.ReadDir(path)
	var files []string
	for _, entry := range entries {
		if ext := filepath.Ext(entry.Name()); ext == ".pcapng" || ext == ".pcap" {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	return files, err
}

// addFacts adds what a capture holds and counts it. The error says why it holds nothing.
func addFacts(facts *eavesdrop.Facts, name string, port uint16) (known int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, cantOpen(name, err)
	}
	defer file.Close()
	seen, err := readCapture(name, file, port, eve.Break, func(found []tap.Finding) error {
		for _, f := range found {
			facts.Add(f)
		}
		return nil
	})
	switch {
	case seen.known > 0:
		return seen.known, nil
	case err != nil:
		return 0, captureError(err, false)
	case len(seen.unread) > 0:
		return 0, seen.nothing(name, port)
	}
	return 0, nil
}
