// Package action is the one table of what a person can do: each action's name,
// its plain words, its keys, where it can be meant, and when it is allowed and
// why not. The table feeds the keys, the help line, the help pages, the
// palette, the manual and the commands of the linear front, so that all of them
// always say the same. It draws nothing and does nothing itself: the fronts act
// on the names.
package action
