/** Memory of the data path: the slabs, the rings of bytes on them, and sets of sequence ranges. */
package mptcp.core.buffer;
