package org.l4emu.workbench.trace;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.l4emu.workbench.JsonLine;

/** Prints signals one paragraph each, or one JSON object each. */
final class SignalsView {
    private static final String INDENT = "                          ";

    private final EventText text;
    private final Predicate<SignalStory> chosen;
    private final Optional<String> grep;
    private final PrintWriter out;
    private final boolean json;
    private long left;
    private boolean first = true;

    /**
     * @param grep only paragraphs with this text
     * @param limit at most so many
     */
    SignalsView(
            EventText text,
            Predicate<SignalStory> chosen,
            Optional<String> grep,
            long limit,
            PrintWriter out,
            boolean json) {
        this.text = text;
        this.chosen = chosen;
        this.grep = grep;
        this.left = limit;
        this.out = out;
        this.json = json;
    }

    boolean wantsMore() {
        return left > 0;
    }

    void print(SignalStory story) {
        if (left <= 0 || !chosen.test(story)) {
            return;
        }
        String paragraph = paragraph(story);
        if (grep.isPresent() && !paragraph.contains(grep.get())) {
            return;
        }
        left--;
        if (json) {
            out.println(json(story));
        } else {
            out.print(first ? paragraph : "\n" + paragraph);
            first = false;
        }
        // Nobody may be reading any more: checkError flushes and tells.
        if (out.checkError()) {
            left = 0;
        }
    }

    private String paragraph(SignalStory story) {
        StringBuilder lines = new StringBuilder(heading(story)).append('\n');
        for (SignalStory.Stage stage : story.stages()) {
            if (stage.omitted() > 0) {
                lines.append(INDENT)
                        .append("... ")
                        .append(stage.omitted())
                        .append(stage.omitted() == 1 ? " change" : " changes")
                        .append(" of variables left out\n");
            }
            lines.append(text.line(stage.event(), stage.lane())).append('\n');
        }
        return lines.toString();
    }

    private String heading(SignalStory story) {
        String code =
                story.code == SignalStory.CODE_UNKNOWN
                        ? "posted before the first event read"
                        : SignalNames.code(story.signal, story.code);
        return "#"
                + story.number
                + " "
                + SignalNames.of(story.signal)
                + " to "
                + owner(story)
                + ", "
                + code
                + ": "
                + story.ending();
    }

    private String owner(SignalStory story) {
        if (story.owner < 0) {
            return "a process, no thread chosen";
        }
        int pid = text.threads().pid(story.owner);
        return text.threads().label(story.owner) + (pid < 0 ? "" : " (pid " + pid + ")");
    }

    private JsonLine json(SignalStory story) {
        EventJson events = new EventJson(text);
        List<Object> steps = new ArrayList<>();
        for (SignalStory.Stage stage : story.stages()) {
            steps.add(events.line(stage.event(), stage.lane()).members());
        }
        return JsonLine.of("l4emu/signal/1")
                .with("number", story.number)
                .with("signal", story.signal)
                .with("name", SignalNames.of(story.signal))
                .with("owner", story.owner)
                .with("owner_label", text.threads().label(story.owner))
                .with("pid", text.threads().pid(story.owner))
                .with("code", story.code == SignalStory.CODE_UNKNOWN ? null : story.code)
                .with("sequence", story.first.sequence())
                .with("time", story.first.time())
                .with("ending", story.ending())
                .with("steps", steps);
    }
}
