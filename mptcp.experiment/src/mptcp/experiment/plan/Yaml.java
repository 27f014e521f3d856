package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML 1.2, and so JSON. */
final class Yaml {
    /** No experiment is deeper than a handful; what reads nodes goes down into them. */
    private static final int DEEPEST = 30;
    /** With what aliases stand for, of which each can stand for several others. */
    private static final int MOST_NODES = 200_000;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final Problems problems;
    private int nodes;

    private Yaml(Problems problems) {
        this.problems = problems;
    }

    /** The one document of a text, which must be a mapping. @throws BadExperiment if it is not */
    static Tree.Fields read(String text, Problems problems) {
        Place start = new Place(1, 1);
        Tree tree = null;
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            checkDepth(new Parse(settings).parseString(plain), problems);
            Optional<Node> root = new Compose(settings).composeString(plain);
            tree = root.map(node -> new Yaml(problems).tree(node)).orElse(null);
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() + (e.getContext() == null ? "" : " (" + e.getContext() + ")");
            problems.add(place(e.getProblemMark()), "this is not YAML: " + problem
                    + (problem.contains("cannot start any token") ? "; text that begins with it needs quotes" : ""));
        } catch (YamlEngineException e) {
            problems.add(start, "this is not YAML: " + e.getMessage());
        }
        problems.check();
        if (tree instanceof Tree.Fields fields) {
            return fields;
        }
        problems.add(start, tree == null ? "the file is empty" : "an experiment is a list of 'field: value' lines");
        problems.check();
        throw new AssertionError("there is a problem");
    }

    /** The parser keeps its place in a list, while the composer goes down by calls. */
    private static void checkDepth(Iterable<Event> events, Problems problems) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                problems.add(place(event.getStartMark()), "this is nested more than " + DEEPEST + " deep");
                problems.check();
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(Place.NOWHERE);
    }

    private Tree tree(Node node) {
        Place place = place(node.getStartMark());
        if (node.isRecursive()) {
            problems.add(place, "this refers to itself");
            return new Tree.Text("", place);
        }
        if (++nodes > MOST_NODES) {
            problems.add(place, "what aliases stand for is too much in all: more than " + MOST_NODES + " values");
            problems.check();
        }
        return switch (node) {
            case ScalarNode scalar -> new Tree.Text(scalar.getValue().strip(), place);
            case SequenceNode sequence -> {
                List<Tree> items = new ArrayList<>();
                sequence.getValue().forEach(each -> items.add(tree(each)));
                yield new Tree.Items(items, place);
            }
            case MappingNode mapping -> fields(mapping, place);
            default -> throw new IllegalStateException("no other node is composed: " + node.getNodeType());
        };
    }

    private Tree fields(MappingNode mapping, Place place) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place at = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at, "the name of a field must be plain text");
            } else if (fields.putIfAbsent(key.getValue(), tree(tuple.getValueNode())) != null) {
                problems.add(at, "'" + key.getValue() + "' is here twice; the first is in line "
                        + keys.get(key.getValue()).line());
            } else {
                keys.put(key.getValue(), at);
            }
        }
        return new Tree.Fields(fields, keys, place);
    }
}
