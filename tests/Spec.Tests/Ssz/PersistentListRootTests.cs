using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>The cached roots of persistent lists after any sequence of writes, copies and removals.</summary>
public sealed class PersistentListRootTests
{
    private static readonly SszContext Context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(ForkName.Gloas);

    private enum Step
    {
        Append,
        Set,
        Copy,
        RemoveFirst,
        Root,
    }

    [Fact]
    public void Packed_plain() =>
        Check<ulong, PersistentListCodec<ulong, UIntCodec<ulong>, Limit>>(static seed => seed, isProgressive: false);

    [Fact]
    public void Packed_progressive() =>
        Check<ulong, PersistentProgressiveListCodec<ulong, UIntCodec<ulong>>>(static seed => seed, isProgressive: true);

    [Fact]
    public void Bytes_plain() =>
        Check<byte, PersistentListCodec<byte, UIntCodec<byte>, Limit>>(static seed => (byte)seed, isProgressive: false);

    [Fact]
    public void Bytes_progressive() =>
        Check<byte, PersistentProgressiveListCodec<byte, UIntCodec<byte>>>(static seed => (byte)seed, isProgressive: true);

    [Fact]
    public void Containers_plain() =>
        Check<Checkpoint, PersistentListCodec<Checkpoint, SszTypeCodec<Checkpoint>, Limit>>(
            static seed => new Checkpoint { Epoch = seed }, isProgressive: false);

    [Fact]
    public void Containers_progressive() =>
        Check<Checkpoint, PersistentProgressiveListCodec<Checkpoint, SszTypeCodec<Checkpoint>>>(
            static seed => new Checkpoint { Epoch = seed }, isProgressive: true);

    [Fact]
    public void Repeated_values()
    {
        CheckRepeated<byte, PersistentListCodec<byte, UIntCodec<byte>, Limit>>(static seed => (byte)seed, isProgressive: false);
        CheckRepeated<byte, PersistentProgressiveListCodec<byte, UIntCodec<byte>>>(static seed => (byte)seed, isProgressive: true);
        CheckRepeated<ulong, PersistentProgressiveListCodec<ulong, UIntCodec<ulong>>>(static seed => seed, isProgressive: true);
        CheckRepeated<Checkpoint, PersistentProgressiveListCodec<Checkpoint, SszTypeCodec<Checkpoint>>>(
            static seed => new Checkpoint { Epoch = seed }, isProgressive: true);
    }

    // Counts whose last block has as many elements as the smaller one before it, and others; a write after each root.
    private static void CheckRepeated<T, TCodec>(Func<ulong, T> make, bool isProgressive)
        where TCodec : struct, ISszCodec<PersistentList<T>>
    {
        foreach (var count in (int[])[1, 2, 8, 9, 20, 36, 37, 64, 84, 85, 148, 160, 288, 672, 1184, 5000, 9000])
        {
            foreach (var at in (int[])[0, count / 2, count - 1])
            {
                var list = PersistentList<T>.Repeat(make(3), count, isProgressive);
                var expected = Enumerable.Repeat(make(3), count).ToArray();
                Compare<T, TCodec>(list, expected, isProgressive);
                list[at] = make(5);
                expected[at] = make(5);
                Compare<T, TCodec>(list, expected, isProgressive);
            }
        }
    }

    private static void Check<T, TCodec>(Func<ulong, T> make, bool isProgressive)
        where TCodec : struct, ISszCodec<PersistentList<T>> =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 2000], Gen.UInt).Array[1, 25].Sample(
            steps =>
            {
                var (list, expected) = (PersistentList<T>.Empty(isProgressive), new List<T>());
                var copies = new List<(PersistentList<T> List, T[] Expected)>();
                foreach (var (step, number, seed) in steps)
                {
                    switch (step)
                    {
                        case Step.Append:
                            var items = Enumerable.Range(0, number).Select(i => make((ulong)i * seed)).ToArray();
                            list.AddRange(items);
                            expected.AddRange(items);
                            break;
                        case Step.Set when expected.Count > 0:
                            list[number % expected.Count] = make(seed);
                            expected[number % expected.Count] = make(seed);
                            break;
                        case Step.Copy:
                            copies.Add((list, [.. expected]));
                            list = list.Copy();
                            break;
                        case Step.RemoveFirst:
                            list.RemoveFirst(Math.Min(number, expected.Count));
                            expected.RemoveRange(0, Math.Min(number, expected.Count));
                            break;
                        default:
                            Compare<T, TCodec>(list, [.. expected], isProgressive);
                            break;
                    }
                }

                copies.Add((list, [.. expected]));
                foreach (var (copy, items) in copies)
                {
                    Compare<T, TCodec>(copy, items, isProgressive);
                }
            },
            iter: 20,
            threads: 1);

    private static void Compare<T, TCodec>(PersistentList<T> list, T[] expected, bool isProgressive)
        where TCodec : struct, ISszCodec<PersistentList<T>>
    {
        Assert.Equal(expected, list.ToArray());
        var bytes = new byte[TCodec.Length(list, Context)];
        TCodec.Encode(list, bytes, Context);
        Assert.Equal(TCodec.Root(PersistentList<T>.Create(expected, isProgressive), Context), TCodec.Root(list, Context));
        Assert.Equal(TCodec.Root(list, Context), TCodec.Node(list, Context).Root);
    }

    private readonly struct Limit : ISszLimit
    {
        public static ulong Value(SszContext context) => 1UL << 40;
    }
}
