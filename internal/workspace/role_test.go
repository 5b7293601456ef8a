package workspace_test

import (
	"slices"
	"testing"

	"github.com/kelolapesan/kelola/internal/workspace"
)

func TestMember_May(t *testing.T) {
	t.Parallel()
	type rights = []workspace.Right
	tests := []struct {
		member workspace.Member
		want   rights
	}{
		{workspace.Member{Role: workspace.Owner, CanSend: true}, rights{workspace.Read, workspace.Edit, workspace.Reply, workspace.Send, workspace.Manage, workspace.Audit, workspace.Delete}},
		{workspace.Member{Role: workspace.Owner}, rights{workspace.Read, workspace.Edit, workspace.Manage, workspace.Audit, workspace.Delete}},
		{workspace.Member{Role: workspace.Admin, CanSend: true}, rights{workspace.Read, workspace.Edit, workspace.Reply, workspace.Send, workspace.Manage}},
		{workspace.Member{Role: workspace.Admin}, rights{workspace.Read, workspace.Edit, workspace.Manage}},
		{workspace.Member{Role: workspace.Agent, CanSend: true}, rights{workspace.Read, workspace.Edit, workspace.Reply, workspace.Send}},
		{workspace.Member{Role: workspace.Agent}, rights{workspace.Read, workspace.Edit}},
		{workspace.Member{Role: workspace.Viewer, CanSend: true}, rights{workspace.Read}},
		{workspace.Member{Role: workspace.Viewer}, rights{workspace.Read}},
		{workspace.Member{Role: "superuser", CanSend: true}, nil},
		{workspace.Member{}, nil},
	}
	for _, tt := range tests {
		if got := tt.member.Rights(); !slices.Equal(got, tt.want) {
			t.Errorf("%s, send %v: Rights = %v, want %v", tt.member.Role, tt.member.CanSend, got, tt.want)
		}
		if tt.member.May("fly") {
			t.Errorf("%s may do what is no right", tt.member.Role)
		}
	}
}
