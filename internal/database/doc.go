// Package database owns the engines: drivers, connections, encrypted files, search paths, migrations and error codes.
//
// Features never see it; they use packages wsdb and sysdb. What can go wrong underneath, and what keeps it from going wrong:
//
//	trap                                                      kept out by
//	synchronous=NORMAL with this encryption damages           checkSettings reads it back on every connection; TestTornWrite (with
//	committed rows at a power cut                             NORMAL as its control), TestOpenFile_refusesWeakerSettings
//	the log reaches the encryption in pieces of blocks         logFile gathers them; TestLogFile_isTheFileWithoutGathering,
//	                                                          TestLogFile_readersSeeEveryCommit
//	a forgotten vfs= makes a readable file                    checkHeader at every open; TestOpenFile_refusesAPlainFile
//	a file erased while open takes writes silently            wsdb.DB.Erase: state, drain, close, unlink, look again;
//	                                                          TestErase_leavesNothingAndRefusesMore, TestErase_waitsForRunningWork
//	a transaction inside a transaction waits for ever         deadline on every write; TestWrite_nestedEndsAtItsDeadline
//	too few file descriptors                                  wsdb.Open refuses (ErrFewFiles) and sizes the open databases by the limit
//	closing a database that is in use                         reference counts; TestHandles_closeUnusedOnesWhileOthersWork
//	polling every workspace                                   due times in the system database; TestWakes_dueTimesArriveOnceAlsoAfterARestart
//	a restored file repeats job numbers                       epochs; TestForward_restoredWorkspaceHandsItsJobsOverAgain
//	a session's search path outlives its transaction          Server.Begin is the only way in; TestSearchPath_noTransactionSeesAnothersRows
//	                                                          and its control, TestSearchPath_aForgottenSwitchFails
//	the WhatsApp Web library fails in the second schema       0002_whatsmeow.postgres.sql
//	versions differ between workspaces                        migrated at open under the writer's lock, failure recorded for one workspace;
//	                                                          TestOpen_migratesLazilyAndRecordsAFailure
//	a wrong key looks like a broken or new file               ErrWrongKey; TestOpenFile_wrongKeyIsItsOwnFault, TestOpen_aMissingFileOrKeyIsNeverReplaced
//	the driver binds $N by first appearance                   numbered; TestBinding_outOfOrder
//	SQLite ends a transaction by itself after an error        sqliteConn.checkTransaction; TestSession_lostTransactionTakesNothingMore
//	PostgreSQL answers COMMIT with ROLLBACK                   postgresCommit; TestServer_commitAfterAFailedStatementSaysSo
//	a full disk                                               ErrFull; TestFullDisk (make test-root)
package database
