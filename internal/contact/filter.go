package contact

import (
	"slices"
)

// Filter narrows down contacts; the zero value is everybody. It is stored with blasts, so its JSON form is kept stable.
type Filter struct {
	Search     string            `json:"search,omitempty"`
	Group      GroupID           `json:"group,omitzero"`
	Segment    SegmentID         `json:"segment,omitzero"`
	Consent    string            `json:"consent,omitempty"` // purpose:state, as in promo:granted
	Suppressed *bool             `json:"suppressed,omitempty"`
	HasPhone   *bool             `json:"has_phone,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`

	frozen *Frozen // what the segment said when the audience was frozen
}

// IsZero says whether the filter lets everybody through.
func (f Filter) IsZero() bool {
	return f.Search == "" && f.Group.IsZero() && f.Segment.IsZero() && f.Consent == "" && f.Suppressed == nil && f.HasPhone == nil && len(f.Fields) == 0
}

// Audience is who is meant by a blast: everybody, or the members of any of the groups and segments together with the listed contacts;
// narrowed by the filter, without the members of the excluded groups and segments. None of the first means nobody.
type Audience struct {
	All             bool        `json:"all"`
	Groups          []GroupID   `json:"group_ids,omitempty" maxItems:"200"`
	Segments        []SegmentID `json:"segment_ids,omitempty" maxItems:"20"`
	Contacts        []ID        `json:"contact_ids,omitempty" maxItems:"5000"`
	Numbers         []string    `json:"numbers,omitempty" maxItems:"5000" doc:"Phone numbers to add to contact_ids. Who is not a contact becomes one. Never part of an answer."`
	Exclude         []GroupID   `json:"exclude_group_ids,omitempty" maxItems:"200"`
	ExcludeSegments []SegmentID `json:"exclude_segment_ids,omitempty" maxItems:"20"`
	Filter          Filter      `json:"filter,omitzero"`
	SkipPromoted    int         `json:"skip_promoted_days,omitempty" minimum:"0" maximum:"365" doc:"Skips who got something promotional within so many days."`
	Frozen          *Frozen     `json:"frozen,omitempty" doc:"What the segments said at the start. Never part of a request."`
}

// empty says that nobody is meant.
func (a Audience) empty() bool {
	return !a.All && len(a.Groups) == 0 && len(a.Segments) == 0 && len(a.Contacts) == 0
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
