package channel

// UseConnector puts another connector in the place of one.
func (s *Service) UseConnector(kind Kind, c Connector) { s.d.Connectors[kind] = c }
