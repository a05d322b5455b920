// Package shared holds nothing but the rules of the house, as tests: which package may
// import which, what a state machine may not touch, and how long a file may be. A broken
// rule fails with a sentence that says what to do instead.
package shared

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "obrolan/"

// mayImport lists, for each package of shared, the other packages of ours that it may import.
// What is not listed imports none: a new package gets its line here first.
var mayImport = map[string][]string{
	"shared/rsa":                        {},
	"shared/printable":                  {},
	"shared/console":                    {"shared/printable"},
	"shared/impair":                     {},
	"shared/wire":                       {},
	"shared/wire/classic":               {"shared/rsa"},
	"shared/cipher":                     {"shared/rsa"},
	"shared/ratchet":                    {},
	"shared/mls":                        {},
	"shared/simnet":                     {"shared/impair"},
	"shared/arq/congestion/control":     {},
	"shared/arq/congestion/controltest": {"shared/arq/congestion/control"},
	"shared/arq/congestion/bbr":         {"shared/arq/congestion/control"},
	"shared/arq/congestion":             {"shared/arq/congestion/bbr", "shared/arq/congestion/control"},
	"shared/arq":                        {"shared/wire", "shared/arq/congestion", "shared/arq/congestion/control"},
	"shared/secure":                     {"shared/wire", "shared/rsa"},
	"shared/link":                       {"shared/arq", "shared/secure", "shared/wire"},
	"shared/rung":                       {"shared/cipher", "shared/link"},
	"shared/chat":                       {"shared/printable"},
	"shared/chat/classic":               {"shared/chat", "shared/wire/classic", "shared/rsa", "shared/printable"},
	"shared/chat/ladder":                {"shared/chat", "shared/link", "shared/rung", "shared/wire", "shared/cipher", "shared/ratchet", "shared/mls", "shared/printable"},
	"shared/chat/dial":                  {"shared/chat", "shared/chat/classic", "shared/chat/ladder"},

	// The server's packages. Its main package composes them, and has rules of its own below.
	"services/server/room":    {},
	"services/server/guard":   {},
	"services/server/tally":   {},
	"services/server/turn":    {"services/server/room"},
	"services/server/udp":     {"services/server/tally", "services/server/turn"},
	"services/server/journal": {"services/server/tally", "services/server/turn", "shared/printable"},
	"services/server/classic": {"services/server/room", "services/server/turn", "services/server/guard", "services/server/tally", "shared/wire/classic", "shared/rsa", "shared/printable"},
	"services/server/ladder":  {"services/server/room", "services/server/turn", "services/server/guard", "services/server/tally", "shared/link", "shared/rung", "shared/wire", "shared/cipher", "shared/rsa", "shared/printable"},
}

// protocols lists the server's protocol packages, and composes the one file of its main package that may import them.
var (
	protocols = []string{"services/server/classic", "services/server/ladder"}
	composes  = "services/server/run.go"
)

// serverMayImport is what the server may take from shared: never chat, which is the client's view.
var serverMayImport = []string{"shared/console", "shared/link", "shared/rung", "shared/wire", "shared/wire/classic", "shared/cipher", "shared/rsa", "shared/printable"}

// clientMayImport is what the client may take from shared: a room, and what every command line says.
var clientMayImport = []string{"shared/chat", "shared/chat/dial", "shared/console", "shared/printable"}

// pure lists the folders that hold state machines: input and time go in, output comes out. Not each exists yet.
var pure = []string{
	"shared/arq", "shared/secure", "shared/link", "shared/ratchet", "shared/mls", "shared/cipher", "shared/rung", "shared/wire", "shared/impair",
	"shared/chat/classic", "shared/chat/ladder",
	"services/server/room", "services/server/turn", "services/server/guard", "services/server/classic", "services/server/ladder",
	"services/lab/tap",
}

// impure lists what a state machine may not import; net/netip holds addresses alone and is fine.
func impure(name string) bool {
	if name == "net/netip" {
		return false
	}
	return name == "net" || strings.HasPrefix(name, "net/") || name == "os" || strings.HasPrefix(name, "os/") ||
		name == "sync" || strings.HasPrefix(name, "sync/") || name == "syscall" || name == "log" || name == "log/slog" || name == "context"
}

// clockFuncs are the functions of package time that look at the clock or wait.
var clockFuncs = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}

// source is one parsed Go file.
type source struct {
	path string // from the root, with slashes
	dir  string
	test bool
	text []byte
	ast  *ast.File
	fset *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(p, ".."+string(filepath.Separator)))
		all = append(all, source{path: rel, dir: path.Dir(rel), test: strings.HasSuffix(rel, "_test.go"), text: text, ast: file, fset: fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files found: the walk is broken", len(all))
	}
	return all
}

func (s source) imports() []string {
	var all []string
	for _, spec := range s.ast.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		all = append(all, name)
	}
	return all
}

// nameOf returns the name by which the file calls a package whose path is one word, or "" where it does not import it.
func (s source) nameOf(imported string) string {
	for _, spec := range s.ast.Imports {
		if name, _ := strconv.Unquote(spec.Path.Value); name == imported {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return imported
		}
	}
	return ""
}

func within(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }

func TestImportsPointDown(t *testing.T) {
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			if strings.HasPrefix(name, "github.com/urfave/cli") && !within(s.dir, "services") {
				t.Errorf("%s imports %s: the command line belongs to services, pass a Config instead", s.path, name)
			}
			if target, ours := strings.CutPrefix(name, module); ours {
				checkImport(t, s, target)
			}
		}
	}
}

func checkImport(t *testing.T, s source, target string) {
	t.Helper()
	allowed, known := mayImport[s.dir]
	switch {
	case target == s.dir: // an external test of its own package
	case within(s.dir, "shared") && !within(target, "shared"):
		t.Errorf("%s imports %s: imports point down, and shared is below everything", s.path, target)
	case within(s.dir, "shared") && s.test: // a test may look further, as simnet under arq
	case within(s.dir, "shared") && !known:
		t.Errorf("%s imports %s, but %s has no line in mayImport: say there what it may import", s.path, target, s.dir)
	case within(s.dir, "shared") && !slices.Contains(allowed, target):
		t.Errorf("%s imports %s: %s may import %q and no more; move what it needs down, or pass it in", s.path, target, s.dir, allowed)
	case within(s.dir, "services/server") && known && !s.test && !slices.Contains(allowed, target):
		t.Errorf("%s imports %s: %s may import %q and no more; the loop passes the rest in", s.path, target, s.dir, allowed)
	case s.dir == "services/server" && !s.test && s.path != composes && slices.Contains(protocols, target):
		t.Errorf("%s imports %s: only %s puts protocols together; the rest of the server knows them as a Machine", s.path, target, composes)
	case within(s.dir, "services"):
		checkService(t, s, target)
	}
}

func checkService(t *testing.T, s source, target string) {
	t.Helper()
	own := strings.Join(strings.Split(s.dir, "/")[:2], "/") // services/server
	if within(target, "services") && !within(target, own) {
		t.Errorf("%s imports %s: services never import one another; what two of them need goes to shared", s.path, target)
	}
	if own == "services/server" && within(target, "shared") && !slices.Contains(serverMayImport, target) &&
		!(s.test && target == "shared/simnet") {
		t.Errorf("%s imports %s: the server may import %q; chat is the client's view of a room", s.path, target, serverMayImport)
	}
	if own == "services/client" && within(target, "shared") && !slices.Contains(clientMayImport, target) {
		t.Errorf("%s imports %s: a client may import %q; it uses a room and nothing below it, so that another protocol is another Machine", s.path, target, clientMayImport)
	}
}

func TestStateMachinesArePure(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !slices.ContainsFunc(pure, func(folder string) bool { return within(s.dir, folder) }) {
			continue
		}
		for _, name := range s.imports() {
			if impure(name) {
				t.Errorf("%s imports %s: a state machine has no socket, file, lock or log; take input and time, give output", s.path, name)
			}
		}
		timeName := s.nameOf("time")
		if timeName == "." {
			t.Errorf("%s imports time with a dot: its calls can't be told from its own", s.path)
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine: a state machine is driven, it does not run", s.fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == timeName && slices.Contains(clockFuncs, n.Sel.Name) {
					t.Errorf("%s calls time.%s: a state machine takes the time as an argument", s.fset.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		limit := 300
		if s.test {
			limit = 500
		}
		if lines := bytes.Count(s.text, []byte("\n")); lines > limit {
			t.Errorf("%s has %d lines, over %d: a file holds one type, message or idea; split it by what it holds", s.path, lines, limit)
		}
	}
}

func TestFunctionsFitOnAScreen(t *testing.T) {
	const limit = 70
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.ast.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if lines := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line; lines > limit {
				t.Errorf("%s: %s has %d lines, over %d (aim at 40): name its parts", s.fset.Position(f.Pos()), f.Name.Name, lines, limit)
			}
		}
	}
}

func TestNamesSayWhatIsInside(t *testing.T) {
	for _, s := range sources(t) {
		for _, part := range append(strings.Split(s.dir, "/"), strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")) {
			if slices.Contains([]string{"util", "utils", "helper", "helpers", "common", "types", "misc", "base"}, part) {
				t.Errorf("%s: %q says nothing about what is inside; name it after what it holds", s.path, part)
			}
		}
	}
}

func TestPackagesAreIntroduced(t *testing.T) {
	introduced := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		introduced[s.dir] = introduced[s.dir] || s.ast.Doc != nil
	}
	for dir, ok := range introduced {
		if !ok {
			t.Errorf("%s has no package comment (or a blank line keeps it from its package line): say in doc.go what the package is for", dir)
		}
	}
}

// A fuzz test whose corpus folder is missing stays green with no seed.
func TestFuzzTestsHaveSeeds(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.ast.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "Fuzz") || !s.test {
				continue
			}
			seeds, _ := os.ReadDir(filepath.Join("..", filepath.FromSlash(s.dir), "testdata", "fuzz", f.Name.Name))
			if len(seeds) == 0 {
				t.Errorf("%s: testdata/fuzz/%s is missing or empty: commit seeds, or the test passes without running", s.path, f.Name.Name)
			}
		}
	}
}
