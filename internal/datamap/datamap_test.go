package datamap

import (
	"testing"
	"testing/fstest"
)

func TestParse_readsTablesAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"workspace/0001_a.sql": {Data: []byte(`
-- A table.
CREATE TABLE IF NOT EXISTS a (
    id UUID NOT NULL PRIMARY KEY, -- K E
    name TEXT NOT NULL DEFAULT '', -- C3 E
    "when" BIGINT CHECK ("when" > 0), -- C3 R2
    UNIQUE (name),
    PRIMARY KEY (id),
    FOREIGN KEY (id) REFERENCES b (id)
);
CREATE INDEX a_name ON a (
    name
);
ALTER TABLE a ADD COLUMN more TEXT; -- WS W
`)},
		"workspace/readme.txt": {Data: []byte("CREATE TABLE x (\n y TEXT\n)")},
	}
	r, err := Parse(files, "workspace")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Tag{"id": {"K", "E"}, "name": {"C3", "E"}, "when": {"C3", "R2"}, "more": {"WS", "W"}}
	if len(r.Columns()) != len(want) {
		t.Errorf("%+v", r.Columns())
	}
	for name, tag := range want {
		if got, ok := r.Of("workspace", "a", name); !ok || got != tag {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
	if _, ok := r.Of("workspace", "a", "other"); ok {
		t.Error("an unknown column is registered")
	}
	if _, ok := r.Of("workspace", "whatsmeow_device", "jid"); !ok {
		t.Error("a group is not registered")
	}
	if _, ok := r.Of("system", "whatsmeow_device", "jid"); ok {
		t.Error("a group counts for another database")
	}
}

func TestParse_differentTagsOnTheEnginesAreRefused(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"workspace/0001_a.sqlite.sql":   {Data: []byte("CREATE TABLE a (\n id UUID -- K E\n)")},
		"workspace/0001_a.postgres.sql": {Data: []byte("CREATE TABLE a (\n id UUID -- C3 E\n)")},
	}
	if _, err := Parse(files, "workspace"); err == nil {
		t.Error("accepted")
	}
}

func TestThings_areRegisteredWithKnownTags(t *testing.T) {
	t.Parallel()
	for name, things := range map[string]map[string]Tag{"blobs": BlobKinds(), "log fields": LogFields(), "jobs": JobKinds()} {
		if len(things) == 0 {
			t.Errorf("no %s", name)
		}
		for thing, tag := range things {
			if !known(tag) {
				t.Errorf("%s: %s is %v", name, thing, tag)
			}
		}
	}
	for _, g := range Groups() {
		if !known(g.Tag) || g.Why == "" {
			t.Errorf("%+v", g)
		}
	}
}
