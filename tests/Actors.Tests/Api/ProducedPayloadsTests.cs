using Consensoor.Actors.Api;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Of the payloads that were made for callers the last ones are kept, each block's once.</summary>
public sealed class ProducedPayloadsTests
{
    [Fact]
    public void TheLastDistinctBlocksAreKeptWhateverIsRepeated() => Gen.Byte[0, 6].Array[0, 30].Sample(static names =>
    {
        var payloads = new ProducedPayloads();
        var kept = new List<(byte Name, ulong Slot)>();
        foreach (var (slot, name) in names.Index())
        {
            payloads.Add(new ProducedPayload(Named(name), (ulong)slot, new ExecutionPayloadEnvelope(), BuiltBlobs.None));
            kept.RemoveAll(one => one.Name == name);
            kept.Add((name, (ulong)slot));
            kept = [.. kept.TakeLast(ProducedPayloads.Bound)];
            for (byte asked = 0; asked <= 6; asked++)
            {
                var expected = kept.Where(one => one.Name == asked).Select(static one => (ulong?)one.Slot).SingleOrDefault();
                Assert.Equal(expected, payloads.Find(Named(asked))?.Slot);
            }
        }
    });

    private static Root Named(byte name) => new([.. new byte[31], name]);
}
