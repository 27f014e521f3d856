/**
 * The commands, as plain Java: what they accept ({@link mptcp.shell.command.Syntax}) is declared once and gives parser,
 * help and completion. Gogo's own annotations answer a wrong option with "Cannot coerce ... to any of ...", which tells
 * nobody what to do; hence this package. Knows no framework.
 */
package mptcp.shell.command;
