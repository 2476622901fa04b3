using System.Buffers.Binary;
using Consensoor.Interop.Era;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>Era files read back as they were written, have the published bytes, and are refused where they are not whole.</summary>
public sealed class EraFileTests
{
    [Fact]
    public void AGroupReadsBackAsItWasWritten() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 50], Gen.Byte.Array[1, 3000], Gen.Bool.Array[40]).Sample((slots, era, state, full) =>
        {
            var group = Group(slots, slots == 0 ? 0 : (ulong)(era * slots), state, full);
            using var file = new MemoryStream();
            EraFile.Write(file, group, slots);
            var read = EraFile.Read(file);
            Assert.Equal(group.StateSlot, read.StateSlot);
            Assert.Equal(group.StateSlot, EraFile.StateSlotOf(file));
            Assert.Equal(group.State, read.State);
            Assert.Equal(group.Blocks.Select(static block => block.Slot), read.Blocks.Select(static block => block.Slot));
            Assert.All(group.Blocks.Zip(read.Blocks), static pair => Assert.Equal(pair.First.Ssz, pair.Second.Ssz));
        });

    /// <summary>What `formats/era.md` and `types/` say of places and bytes, read without the reader under test.</summary>
    [Fact]
    public void TheBytesAreThosePublished()
    {
        using var file = new MemoryStream();
        EraFile.Write(file, Group(8, 16, [1, 2, 3], [true, false, true, true, true, true, true, false]), 8);
        var bytes = file.ToArray();
        Assert.Equal([0x65, 0x32, 0, 0, 0, 0, 0, 0], bytes[..8]);
        Assert.Equal([0x01, 0x00], bytes[8..10]);

        // The index of the state ends the file: type, length, starting slot, one offset, count.
        var state = bytes.AsSpan(bytes.Length - 32);
        Assert.Equal([0x69, 0x32, 24, 0, 0, 0, 0, 0], state[..8].ToArray());
        Assert.Equal(16UL, BinaryPrimitives.ReadUInt64LittleEndian(state[8..]));
        Assert.Equal(1UL, BinaryPrimitives.ReadUInt64LittleEndian(state[24..]));
        var at = bytes.Length - 32 + (int)BinaryPrimitives.ReadInt64LittleEndian(state[16..]);
        Assert.Equal([0x02, 0x00], bytes[at..(at + 2)]);
        Assert.Equal("sNaPpY"u8.ToArray(), bytes[(at + 12)..(at + 18)]);

        // That of the blocks lies before it: count * 8 + 24 bytes.
        var blocks = bytes.AsSpan(bytes.Length - 32 - (8 * 8) - 24, (8 * 8) + 24);
        Assert.Equal([0x69, 0x32, 80, 0, 0, 0, 0, 0], blocks[..8].ToArray());
        Assert.Equal(8UL, BinaryPrimitives.ReadUInt64LittleEndian(blocks[8..]));
        Assert.Equal(8UL, BinaryPrimitives.ReadUInt64LittleEndian(blocks[^8..]));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(blocks[(16 + 8)..]));
        Assert.Equal(8, bytes.Length - 32 - blocks.Length + BinaryPrimitives.ReadInt64LittleEndian(blocks[16..]));
        Assert.Equal("minimal-00002-01020304.era", EraFile.NameOf("minimal", 2, new Root([1, 2, 3, 4, .. new byte[28]])));
    }

    [Fact]
    public void WhatIsCutOffOrDamagedIsRefusedOrReadAsItWas()
    {
        using var file = new MemoryStream();
        var group = Group(8, 16, new byte[5000], [true, true, true, false, true, true, true, true]);
        EraFile.Write(file, group, 8);
        var whole = file.ToArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7], Gen.Bool).Sample((place, bit, isCut) =>
        {
            var bytes = isCut ? whole[..place] : [.. whole];
            if (!isCut)
            {
                bytes[place] ^= (byte)(1 << bit);
            }

            try
            {
                var read = EraFile.Read(new MemoryStream(bytes));
                Assert.False(isCut, $"cut at {place}");
                Assert.True(
                    read.State.AsSpan().SequenceEqual(group.State) && read.Blocks.Count <= group.Blocks.Count
                        && read.Blocks.All(block => group.Blocks.Any(known => known.Ssz.AsSpan().SequenceEqual(block.Ssz))),
                    $"a flipped bit at {place} was read");
            }
            catch (EraException e)
            {
                Assert.NotEmpty(e.Message);
            }
        });
    }

    private static EraGroup Group(int slots, Slot at, byte[] state, bool[] full) => new(
        at,
        state,
        [.. Enumerable.Range(0, slots).Where(slot => full[slot]).Select(slot => (
            at - (ulong)slots + (ulong)slot, Enumerable.Range(0, 200 + (17 * slot)).Select(i => (byte)(i * slot)).ToArray()))]);
}
