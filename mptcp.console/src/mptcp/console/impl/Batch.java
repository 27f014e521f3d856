package mptcp.console.impl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;

/** Commands without a terminal: the first that fails ends it. */
final class Batch {
    private final Commands commands;

    Batch(Commands commands) {
        this.commands = commands;
    }

    int script(String text) {
        return commands.run(text) ? 0 : 1;
    }

    /** The arguments become variables, so that no character in them means anything to the shell. */
    int command(List<String> words) {
        StringBuilder text = new StringBuilder(words.getFirst());
        for (int i = 1; i < words.size(); i++) {
            commands.session().put("arg" + i, words.get(i));
            text.append(" $arg").append(i);
        }
        return commands.status(text.toString());
    }

    int input(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        StringBuilder text = new StringBuilder();
        for (String line; (line = lines.readLine()) != null;) {
            text.append(line).append('\n');
            if (Commands.isComplete(text.toString())) {
                if (!commands.run(text.toString())) {
                    return 1;
                }
                text.setLength(0);
            }
        }
        return text.isEmpty() || commands.run(text.toString()) ? 0 : 1;
    }
}
