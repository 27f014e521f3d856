package mptcp.core.buffer;

/** A list of blocks, linked through them. */
final class BlockList {
    private Block first;
    private Block last;

    Block first() {
        return first;
    }

    Block last() {
        return last;
    }

    void addFirst(Block block) {
        block.listed(true);
        block.next = first;
        if (first == null) {
            last = block;
        } else {
            first.previous = block;
        }
        first = block;
    }

    void addLast(Block block) {
        block.listed(true);
        block.previous = last;
        if (last == null) {
            first = block;
        } else {
            last.next = block;
        }
        last = block;
    }

    void remove(Block block) {
        if (block.previous == null) {
            first = block.next;
        } else {
            block.previous.next = block.next;
        }
        if (block.next == null) {
            last = block.previous;
        } else {
            block.next.previous = block.previous;
        }
        block.previous = null;
        block.next = null;
        block.listed(false);
    }
}
