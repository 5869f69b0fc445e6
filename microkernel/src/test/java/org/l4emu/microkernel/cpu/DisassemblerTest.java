package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisassemblerTest {
    @Test
    void namesConditionRegistersAndNumbers() {
        assertThat(Disassembler.arm(0x13a00001))
                .isEqualTo("mov.imm ne flags=0 rd=r0 rotation=0 imm=1");
        assertThat(Disassembler.arm(0xe8bd8010)).isEqualTo("ldm.w.ia rn=r13 list=8010");
        assertThat(Disassembler.thumb(0x2001)).isEqualTo("mov.imm rd=r0 imm=1");
    }

    @Test
    void showsTheWordOfAnUndefinedInstruction() {
        assertThat(Disassembler.arm(0xe7f001f0)).isEqualTo("undefined 0xe7f001f0");
        assertThat(Disassembler.thumb(0xde00)).isEqualTo("undefined 0xde00");
    }
}
