// Package serve is the server of meetings as a value: the log in its
// directory, the hub for the text and the sfu for the sound, on one port
// number for TCP and UDP. parley host runs it in the chair's own process,
// parleyd alone. It is lean: no sound card, no codec, no screen. All it knows
// of terminals is that its errors are sentences for them.
package serve
