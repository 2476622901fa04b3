using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using CsCheck;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

public sealed class SlashingProtectionTests
{
    private static readonly Root Chain = RootOf(7);

    private static readonly Gen<(bool IsBlock, byte Key, ulong Source, ulong Target, byte Root, byte Event)> Wish =
        Gen.Select(Gen.Bool, Gen.Byte[0, 1], Gen.ULong[0, 6], Gen.ULong[0, 9], Gen.Byte[0, 2], Gen.Byte[0, 9]);

    [Fact]
    public void AFaultInAnyStepOfTheTransactionNeverLetsTwoBeSigned() => Gen.Select(
        Gen.ULong[0, 6], Gen.Byte[0, 3], Gen.Byte[0, 8]).List[1, 30].Sample(wishes =>
    {
        using var folder = new TemporaryFolder();
        SigningStep? faulty = null;
        using var protection = SqliteSlashingProtection.Open(folder.File("p.db"), Chain, onStep: step =>
        {
            if (step == faulty)
            {
                throw new IOException("a fault");
            }
        });
        var signed = new Dictionary<ulong, byte>();
        foreach (var (slot, root, at) in wishes)
        {
            faulty = at switch
            {
                0 => SigningStep.Checked,
                1 => SigningStep.Written,
                2 => SigningStep.Committed,
                _ => null,
            };
            try
            {
                if (protection.Note([new SlashableMessage.Block(KeyOf(0), slot, RootOf(root))])[0] is null)
                {
                    Assert.Equal(root, signed.GetValueOrDefault(slot, root));
                    signed[slot] = root;
                }
            }
            catch (SlashingProtectionException)
            {
                // Nothing is signed then, whatever is on disk.
                Assert.NotNull(faulty);
            }
        }
    }, iter: 30);

    [Theory]
    [InlineData(ProtectionStrategy.Complete)]
    [InlineData(ProtectionStrategy.Minimal)]
    public void NothingThatWasAllowedIsSlashableByTheSpecification(ProtectionStrategy strategy) => Wish.List[1, 40].Sample(
        wishes =>
        {
            using var folder = new TemporaryFolder();
            var file = SqliteSlashingProtection.Open(folder.File("p.db"), Chain, strategy);
            using var memory = new InMemorySlashingProtection(Chain, strategy);
            var votes = new List<(byte Key, AttestationData Data)>();
            var blocks = new Dictionary<(byte Key, ulong Slot), byte>();
            foreach (var (isBlock, key, source, target, root, happens) in wishes)
            {
                switch (happens)
                {
                    case 0:
                        file.Dispose();
                        file = SqliteSlashingProtection.Open(folder.File("p.db"), Chain, strategy);
                        break;
                    case 1:
                        file.Import(InterchangeJson.Parse(InterchangeJson.Write(file.Export())));
                        memory.Import(memory.Export());
                        break;
                    default:
                        break;
                }

                SlashableMessage message = isBlock
                    ? new SlashableMessage.Block(KeyOf(key), target, RootOf(root))
                    : new SlashableMessage.Attestation(KeyOf(key), source, target, RootOf(root));
                var isRefused = file.Note([message])[0] is not null;
                Assert.Equal(memory.Note([message])[0] is not null, isRefused);
                if (isRefused)
                {
                    continue;
                }

                if (isBlock)
                {
                    Assert.Equal(root, blocks.GetValueOrDefault((key, target), root));
                    blocks[(key, target)] = root;
                    continue;
                }

                var data = new AttestationData
                {
                    BeaconBlockRoot = RootOf(root),
                    Source = new Checkpoint { Epoch = source },
                    Target = new Checkpoint { Epoch = target },
                };
                Assert.DoesNotContain(votes, other => other.Key == key
                    && (Predicates.IsSlashableAttestationData(data, other.Data)
                        || Predicates.IsSlashableAttestationData(other.Data, data)));
                votes.Add((key, data));
            }

            file.Dispose();
        },
        iter: 60);

    [Fact]
    public void AnHonestValidatorIsNeverRefusedAndItsHistoryStaysBounded()
    {
        using var folder = new TemporaryFolder();
        using var protection = SqliteSlashingProtection.Open(folder.File("p.db"), Chain);
        for (ulong epoch = 0; epoch < 600; epoch++)
        {
            Assert.Null(protection.Note([new SlashableMessage.Attestation(KeyOf(1), epoch == 0 ? 0 : epoch - 1, epoch, RootOf(1))])[0]);
            Assert.Null(protection.Note([new SlashableMessage.Block(KeyOf(1), epoch * 8, RootOf(1))])[0]);
        }

        var history = Assert.Single(protection.Export().Data);
        Assert.Equal(SigningHistory.MaxKept + 1, history.Attestations.Count);
        Assert.Equal(SigningHistory.MaxKept + 1, history.Blocks.Count);

        // What is not kept any more is refused all the same.
        Assert.NotNull(protection.Note([new SlashableMessage.Attestation(KeyOf(1), 9, 10, RootOf(1))])[0]);
        Assert.NotNull(protection.Note([new SlashableMessage.Block(KeyOf(1), 81, RootOf(1))])[0]);
    }

    [Fact]
    public void ABatchIsOneTransactionAndEachIsCheckedAgainstThoseBeforeIt()
    {
        using var folder = new TemporaryFolder();
        var commits = 0;
        using var protection =
            SqliteSlashingProtection.Open(folder.File("p.db"), Chain, onStep: step => commits += step == SigningStep.Written ? 1 : 0);
        SlashableMessage Vote(byte key, byte root) => new SlashableMessage.Attestation(KeyOf(key), 1, 2, RootOf(root));
        var refusals = protection.Note([Vote(1, 1), Vote(2, 1), Vote(1, 2), Vote(1, 1)]);
        Assert.Equal([true, true, false, true], refusals.Select(static refusal => refusal is null));
        Assert.Equal(1, commits);
    }

    [Fact]
    public void AFailedWriteAllowsNothingAndIsNotRemembered()
    {
        using var folder = new TemporaryFolder();
        var fails = true;
        using var protection = SqliteSlashingProtection.Open(folder.File("p.db"), Chain, onStep: step =>
        {
            if (fails && step == SigningStep.Written)
            {
                throw new IOException("no space left on device");
            }
        });
        SlashableMessage[] first = [new SlashableMessage.Block(KeyOf(1), 5, RootOf(1))];
        Assert.Contains(
            "no space left", Assert.Throws<SlashingProtectionException>(() => protection.Note(first)).Message, StringComparison.Ordinal);
        fails = false;
        Assert.Null(protection.Note([new SlashableMessage.Block(KeyOf(1), 5, RootOf(2))])[0]);
        Assert.NotNull(protection.Note(first)[0]);
    }

    [Fact]
    public void ACommitIsFlushedAndTheFileHasOneOwner()
    {
        using var folder = new TemporaryFolder();
        using (SqliteSlashingProtection.Open(folder.File("p.db"), Chain))
        {
            Assert.Throws<SlashingProtectionException>(() => SqliteSlashingProtection.Open(folder.File("p.db"), Chain));
        }

        using var database = ProtectionDatabase.Open(folder.File("p.db"), Chain);
        Assert.Equal(("wal", 2L), database.Durability());
    }

    [Fact]
    public void ADamagedOrForeignFileIsRefusedWithAMessage()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("p.db");
        using (var protection = SqliteSlashingProtection.Open(path, Chain))
        {
            for (byte key = 0; key < 200; key++)
            {
                protection.Note([new SlashableMessage.Block(KeyOf(key), 5, RootOf(1))]);
            }
        }

        Assert.Throws<SlashingProtectionException>(() => SqliteSlashingProtection.Open(path, RootOf(8)));
        var whole = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[1, 4000], Gen.Byte, Gen.Bool).Sample(
            damage =>
            {
                var (from, length, xor, cuts) = damage;
                var torn = (byte[])whole.Clone();
                for (var i = from; i < Math.Min(torn.Length, from + length); i++)
                {
                    torn[i] ^= (byte)(xor | 1);
                }

                File.WriteAllBytes(path, cuts ? torn[..from] : torn);
                try
                {
                    // It is refused, or the damage is where nothing is kept.
                    using var protection = SqliteSlashingProtection.Open(path, Chain);
                    protection.Export();
                }
                catch (SlashingProtectionException e)
                {
                    Assert.Contains(path, e.Message, StringComparison.Ordinal);
                }
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":\"4\",\"genesis_validators_root\":\"0x00\"},\"data\":[]}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":\"\\ud800\"},\"data\":[]}")]
    [InlineData("{\"metadata\":1,\"metadata\":{},\"data\":[]}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":\"5\",\"genesis_validators_root\":7},\"data\":{}}")]
    public void WhatIsNoInterchangeIsRefused(string json) =>
        Assert.Throws<SlashingProtectionException>(() => InterchangeJson.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void NumbersBeyondTheRangeAreRefusedAndNothingOfTheirFileIsTaken()
    {
        using var folder = new TemporaryFolder();
        using var protection = SqliteSlashingProtection.Open(folder.File("p.db"), Chain);
        var interchange = new Interchange(Chain, [
            new KeyHistory(KeyOf(1), [new SignedBlock(9, null)], []),
            new KeyHistory(KeyOf(2), [], [new SignedAttestation(1, ulong.MaxValue, null)])]);
        Assert.Throws<SlashingProtectionException>(() => protection.Import(interchange));
        Assert.Empty(protection.Export().Data);
        Assert.NotNull(protection.Note([new SlashableMessage.Block(KeyOf(1), ulong.MaxValue, RootOf(1))])[0]);
        Assert.NotNull(protection.Note([new SlashableMessage.Attestation(KeyOf(1), 1, ulong.MaxValue, RootOf(1))])[0]);
    }

    private static BLSPubkey KeyOf(byte last) => new([.. new byte[47], last]);

    private static Root RootOf(byte last) => new([.. new byte[31], last]);
}
