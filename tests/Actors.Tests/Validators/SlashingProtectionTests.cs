using Consensoor.Actors.Validators;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Validators;

public class SlashingProtectionTests
{
    private static readonly BLSPubkey Key = new([.. new byte[47], 1]);

    [Fact]
    public void NoTwoAttestationsThatWereAllowedAreSlashable() =>
        Gen.Select(Gen.ULong[0, 6], Gen.ULong[0, 8], Gen.Byte[0, 2], Gen.Bool).List[1, 40].Sample(wishes =>
        {
            var protection = new SlashingProtection();
            var signed = new List<AttestationData>();
            foreach (var (source, target, block, restarts) in wishes)
            {
                if (restarts)
                {
                    protection = SlashingProtection.Decode(protection.Encode());
                }

                var data = new AttestationData
                {
                    BeaconBlockRoot = RootOf(block),
                    Source = new Checkpoint { Epoch = source },
                    Target = new Checkpoint { Epoch = target },
                };
                if (protection.TryNoteAttestation(Key, source, target, RootOf(block)))
                {
                    Assert.DoesNotContain(signed, other => Predicates.IsSlashableAttestationData(data, other) || Predicates.IsSlashableAttestationData(other, data));
                    signed.Add(data);
                }
            }
        });

    [Fact]
    public void NoTwoBlocksOfOneSlotAreAllowed() => Gen.Select(Gen.ULong[0, 8], Gen.Byte[0, 2]).List[1, 30].Sample(wishes =>
    {
        var protection = new SlashingProtection();
        var signed = new Dictionary<Slot, byte>();
        foreach (var (slot, block) in wishes)
        {
            if (protection.TryNoteBlock(Key, slot, RootOf(block)))
            {
                Assert.Equal(block, signed.GetValueOrDefault(slot, block));
                signed[slot] = block;
            }
        }
    });

    private static Root RootOf(byte last) => new([.. new byte[31], last]);
}
