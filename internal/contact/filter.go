package contact

import (
	"slices"
)

// Filter narrows down contacts; the zero value is everybody. It is stored with blasts, so its JSON form is kept stable.
type Filter struct {
	Search     string            `json:"search,omitempty"`
	Group      GroupID           `json:"group,omitzero"`
	Consent    string            `json:"consent,omitempty"` // purpose:state, as in promo:granted
	Suppressed *bool             `json:"suppressed,omitempty"`
	HasPhone   *bool             `json:"has_phone,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
}

// IsZero says whether the filter lets everybody through.
func (f Filter) IsZero() bool {
	return f.Search == "" && f.Group.IsZero() && f.Consent == "" && f.Suppressed == nil && f.HasPhone == nil && len(f.Fields) == 0
}

// Audience is who is meant by a blast: everybody, or the members of any of the groups, narrowed by the filter, without the members of the
// excluded groups. Neither All nor Groups means nobody.
type Audience struct {
	All     bool      `json:"all"`
	Groups  []GroupID `json:"group_ids,omitempty"`
	Exclude []GroupID `json:"exclude_group_ids,omitempty"`
	Filter  Filter    `json:"filter,omitzero"`
}

// fieldKeys returns the keys of the field conditions in a fixed order.
func (f Filter) fieldKeys() []string {
	keys := make([]string, 0, len(f.Fields))
	for k := range f.Fields {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
