package settings

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// parse reads the file: the settings, and under keys the actions' keys.
func (s *Settings) parse(content []byte) (map[string]Value, error) {
	var tree map[string]any
	if err := toml.Unmarshal(content, &tree); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ := at.Position()
			return nil, s.at(line, "not as TOML has it: "+strings.TrimPrefix(at.Error(), "toml: "))
		}
		return nil, s.at(0, err.Error())
	}
	where := lines(content)
	written := map[string]Value{}
	all := flat("", tree)
	for _, key := range slices.SortedFunc(maps.Keys(all), func(a, b string) int { return where[a] - where[b] }) {
		value, line := all[key], where[key]
		setting, known := Named(key)
		action, isKey := strings.CutPrefix(key, "keys.")
		switch {
		case known:
			text, ok := textOf(setting, value)
			if !ok {
				return nil, s.at(line, fmt.Sprintf("%s is %s", key, kind(setting)))
			}
			if why := setting.wrong(text); why != "" {
				return nil, s.at(line, why)
			}
			written[key] = Value{setting, text, "file", line}
		case isKey:
			keys, ok := listOf(value)
			if !ok {
				return nil, s.at(line, fmt.Sprintf(`%s is a list of keys, such as ["ctrl+p", "f4"]`, key))
			}
			s.Keys[action], s.KeyLines[action] = keys, line
		default:
			return nil, s.at(line, fmt.Sprintf("there is no setting %s%s: parley config lists them", key, nearest(key)))
		}
	}
	return written, nil
}

// At is an Error about a line of the file.
func (s Settings) At(line int, why string) Error { return s.at(line, why) }

func (s *Settings) at(line int, why string) Error {
	if line == 0 {
		return Error{s.Path, why}
	}
	return Error{fmt.Sprintf("%s, line %d", s.Path, line), why}
}

// flat brings the tables of the file into one, with their names before the
// keys.
func flat(prefix string, tree map[string]any) map[string]any {
	all := map[string]any{}
	for key, value := range tree {
		if under, ok := value.(map[string]any); ok {
			for k, v := range flat(prefix+key+".", under) {
				all[k] = v
			}
			continue
		}
		all[prefix+key] = value
	}
	return all
}

// lines finds in which line each key is set. The parser tells lines of errors
// only; a file as simple as this one is looked through again.
func lines(content []byte) map[string]int {
	found := map[string]int{}
	table, n := "", 0
	for line := range strings.Lines(string(content)) {
		n++
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok && !strings.HasPrefix(line, "[[") {
			name, _, _ = strings.Cut(name, "]")
			table = strings.TrimSpace(name) + "."
			continue
		}
		if key, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			key = table + strings.Trim(strings.TrimSpace(key), `"'`)
			if _, taken := found[key]; !taken {
				found[key] = n
			}
		}
	}
	return found
}

// textOf is a value of the file as it is written in the environment.
func textOf(s Setting, value any) (string, bool) {
	switch v := value.(type) {
	case bool:
		return fmt.Sprint(v), s.Switch
	case string:
		return v, !s.Switch
	case int64: // colours = 16
		return fmt.Sprint(v), s.Words != nil
	}
	return "", false
}

func kind(s Setting) string {
	if s.Switch {
		return "true or false, without quotes"
	}
	return `a text in quotes, such as "` + strings.Join(append(slices.Clone(s.Words), "Kenya")[:1], "") + `"`
}

// listOf is a list of texts; one text alone is a list of one.
func listOf(value any) (list []string, ok bool) {
	if one, is := value.(string); is {
		return []string{one}, true
	}
	many, ok := value.([]any)
	for _, v := range many {
		one, is := v.(string)
		if !is {
			return nil, false
		}
		list = append(list, one)
	}
	return list, ok
}

// nearest names the setting that was meant, where one differs in its table
// only, or in a letter or two.
func nearest(key string) string {
	_, name, _ := strings.Cut(key, ".")
	for _, s := range All {
		_, known, within := strings.Cut(s.Key, ".")
		if !within {
			known = s.Key
		}
		if known == key || known == name || len(name)+len(key) > 0 && close(known, strings.TrimPrefix(key, "screen.")) {
			return " (did you mean " + s.Key + "?)"
		}
	}
	return ""
}

// close reports whether two words differ in at most two letters.
func close(a, b string) bool {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		last := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			last, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, last+cost)
		}
	}
	return row[len(b)] <= 2 && len(a) > 3
}
