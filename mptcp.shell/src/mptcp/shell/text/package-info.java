/** Reading and writing what people type and see: quantities, tables, JSON, bars. Knows no stack and no framework. */
package mptcp.shell.text;
