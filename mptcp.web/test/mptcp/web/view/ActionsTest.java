package mptcp.web.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page does what it has buttons for. */
class ActionsTest {
    private final List<String> ran = new ArrayList<>();
    private final Actions actions = new Actions((command, words) -> {
        ran.add(command + " " + String.join(" ", words));
        if (command.equals("why")) {
            throw new IOException("it is gone");
        }
        return "done\n";
    });

    private Actions.Outcome run(String line) {
        List<String> words = List.of(line.split(" "));
        return actions.run(words.getFirst(), words.subList(1, words.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"put --bytes 64M --client client --server server --scheduler minrtt", "get --bytes 1M --json", "cancel 1",
            "link path1 down", "link path2 rate=5m delay=40ms", "policy cc lia --connection client/1", "transfers --json"})
    void whatThePageHas(String line) {
        assertEquals(new Actions.Outcome(true, "done"), run(line));
        assertEquals(List.of(line), ran);
    }

    @ParameterizedTest
    @ValueSource(strings = {"put /etc/passwd", "put --bytes 1M /etc/passwd", "get ../file", "put --watch /etc/passwd", "trace /tmp/a",
            "stop mptcp.core", "exec sh", "link $(exit)", "link `id`", "policy scheduler {x}", "lab up", "update mptcp.core file:/x"})
    void nothingElse(String line) {
        assertFalse(run(line).done());
        assertEquals(List.of(), ran);
    }

    @Test
    void whatACommandRefusesIsSaid() {
        assertEquals(new Actions.Outcome(false, "it is gone"), run("why client/1"));
    }
}
