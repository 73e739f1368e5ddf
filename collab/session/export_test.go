package session

// SetMaxUnread sets how many bytes may wait for the front.
func (s *Session) SetMaxUnread(bytes int) { s.notices.max = bytes }
