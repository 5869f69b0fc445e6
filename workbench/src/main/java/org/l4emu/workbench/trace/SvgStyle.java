package org.l4emu.workbench.trace;

/**
 * How the SVG form looks. Four hues that stay apart for colour-blind readers, on light and dark.
 */
final class SvgStyle {
    static final String CSS =
            """
            <style>
            text { font-family: "DejaVu Sans", Verdana, "Segoe UI", sans-serif; fill: #1b1f24 }
            .paper { fill: #ffffff }
            .band rect { fill: #1b1f24; opacity: 0.035 }
            .name { font-size: 17px; font-weight: bold }
            .what { font-size: 12px }
            .sequence { font-size: 11px; text-anchor: end; fill: #69727d }
            .label { font-size: 11px; text-anchor: middle; stroke: #ffffff; stroke-width: 4;
              stroke-linejoin: round; paint-order: stroke }
            .legend text { font-size: 11px }
            .legend, .plain { color: #1b1f24 }
            .U { color: #0068a8 } .S { color: #c04f00 } .L { color: #007a5a } .K { color: #8f4a80 }
            .head { fill: currentColor; fill-opacity: 0.1; stroke: currentColor; stroke-width: 1.5 }
            .badge { fill: currentColor }
            .letter { font-size: 12px; font-weight: bold; text-anchor: middle; fill: #ffffff }
            .lanename { font-size: 12px; font-weight: bold } .number { font-size: 11px }
            .waits { stroke: currentColor; stroke-width: 1.2; stroke-dasharray: 2 4; opacity: 0.7 }
            .runs { stroke: currentColor; stroke-width: 4 }
            .lock { fill: #ffffff; stroke: currentColor; stroke-width: 2 }
            .control { fill: currentColor; opacity: 0.16 } .hatch { fill: url(#hatch) }
            .solid { fill: currentColor; stroke: none }
            .hollow { fill: #ffffff; stroke: currentColor; stroke-width: 1.6 }
            .shaft { fill: none; stroke: currentColor; stroke-width: 1.8 }
            .dashed { stroke-dasharray: 6 4 }
            .bracket { fill: none; stroke: currentColor; stroke-width: 2.4 }
            .mark { fill: #fff2b8; stroke: #1b1f24; stroke-width: 1.5 }
            .marktext { font-size: 12px; font-weight: bold }
            .cross { stroke: #1b1f24; stroke-width: 2.6; fill: none }
            @media (prefers-color-scheme: dark) {
              text, .marktext { fill: #e6eaee } .paper { fill: #14181d }
              .band rect { fill: #ffffff; opacity: 0.045 } .sequence { fill: #98a3af }
              .label { stroke: #14181d } .letter { fill: #14181d } .hollow, .lock { fill: #14181d }
              .legend, .plain { color: #e6eaee }
              .U { color: #5fb6f0 } .S { color: #f5a04e } .L { color: #3fcfa3 }
              .K { color: #d99bc9 }
              .mark { fill: #4a3d00; stroke: #e6eaee } .cross { stroke: #e6eaee }
            }
            </style>
            """;

    static final String HATCH =
            """
            <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"\
             patternTransform="rotate(45)"><line class="L" x1="0" y1="0" x2="0" y2="6"\
             stroke="currentColor" stroke-width="1.6"/></pattern></defs>
            """;

    private SvgStyle() {}
}
