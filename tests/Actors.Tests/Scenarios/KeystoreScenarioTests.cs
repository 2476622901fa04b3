using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Simulation.Scenarios;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Spec.Crypto.Bls;
using Xunit;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Tests.Scenarios;

/// <summary>A devnet in virtual time whose validators have keystores: every duty is done, every validator votes in each epoch.</summary>
public sealed class KeystoreScenarioTests : IDisposable
{
    private const int Validators = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    public void Two_nodes_with_half_of_the_keystores_each_miss_nothing(bool gloasFromGenesis, int epochs)
    {
        LoadedKeystores[] loaded = [Load(0, "{0}/voting-keystore.json", "{0}"), Load(1, "{0}.json", "{0}.txt")];
        try
        {
            var shape = new DevnetShape(Nodes: 2)
            {
                Validators = Validators,
                GloasFromGenesis = gloasFromGenesis,
                Signer = node => new LocalSigner(
                    ManagedBls.Shared, loaded[node].Keys.Select(static key => (key.Pubkey, key.Secret))),
            };
            var result = Devnet.Scenario("keystores", shape, epochs)
                .Expect(BlockEverySlot, DutiesAreDone, NoErrors)
                .Expect(new Expectation<DevnetNode>("all who could attest did", static run => run.Nodes.Values
                    .Select(Absent).FirstOrDefault(static absent => absent is not null)).Since(17))
                .Run(11);
            Assert.True(result.Held, result.ToString());
        }
        finally
        {
            Assert.All(loaded, static keys => keys.Dispose());
        }
    }

    // A key besides that is in no registry yet: it is kept, and does no harm.
    private LoadedKeystores Load(int node, string keystore, string password)
    {
        var source = new KeystoreSource(Path.Combine(_folder, $"{node}", "keys"), Path.Combine(_folder, $"{node}", "secrets"));
        foreach (var index in Enumerable.Range(node * Validators / 2, Validators / 2).Append(1_000 + node))
        {
            KeystoreSamples.Write(
                Path.Combine(source.Keystores, string.Format(null, keystore, KeystoreSamples.Pubkey(index))),
                index,
                Path.Combine(source.Secrets, string.Format(null, password, KeystoreSamples.Pubkey(index))),
                $"pass {index}\n");
        }

        var loader = new KeystoreLoader(ManagedBls.Shared, KeystoreSamples.Memory, 2, isLocking: true);
        var loaded = loader.Load(source.Find(out _)!, static _ => { }, CancellationToken.None);
        Assert.Empty(loaded.Refusals);
        Assert.Equal((Validators / 2) + 1, loaded.Keys.Count);
        return loaded;
    }

    // Timely source, target and head of every validator, in the epoch that has ended.
    private static string? Absent(DevnetNode node)
    {
        if (node.Head is not { State: { ForkName: >= Spec.Config.ForkName.Altair } state } || state.Slot % 8 != 7)
        {
            return null;
        }

        var absent = Enumerable.Range(0, Validators).Where(index => state.PreviousEpochParticipation[index] != 7).ToArray();
        return absent.Length == 0 ? null : $"validators without all flags in slot {state.Slot}: {string.Join(", ", absent)}";
    }
}
