package mptcp.io.sim.middlebox;

import java.util.ArrayList;
import java.util.List;

/** Where a byte stream was made longer or shorter: maps sequence numbers before the edits to those after, and back. */
final class StreamEdits {
    private final List<Edit> edits = new ArrayList<>();

    /** Notes that bytes of the original stream were replaced; the same again (a retransmission) is nothing. */
    void add(int originalStart, int originalLength, int editedLength) {
        Edit edit = new Edit(originalStart, originalLength, editedLength - originalLength);
        if (originalLength == editedLength || edits.contains(edit)) {
            return;
        }
        int at = edits.size();
        while (at > 0 && edits.get(at - 1).start - originalStart > 0) {
            at--;
        }
        edits.add(at, edit);
    }

    int toEdited(int originalSeq) {
        int shift = 0;
        for (Edit e : edits) {
            if (originalSeq - (e.start + e.length) >= 0) {
                shift += e.growth;
            }
        }
        return originalSeq + shift;
    }

    /** What lies inside a replacement becomes its start: it is not acknowledged until all of it is. */
    int toOriginal(int editedSeq) {
        int shift = 0;
        for (Edit e : edits) {
            if (editedSeq - (e.start + shift + e.length + e.growth) >= 0) {
                shift += e.growth;
            } else if (editedSeq - (e.start + shift) > 0) {
                return e.start;
            } else {
                break;
            }
        }
        return editedSeq - shift;
    }

    /** One replacement. */
    private record Edit(int start, int length, int growth) {}
}
