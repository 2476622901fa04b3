using System.Diagnostics;
using System.Text;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.State;
using CsCheck;
using Serilog.Events;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

public sealed class DataDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Genesis = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly string[] Shape = ["--nodes", "--validators", "--slot-ms", "--gloas-from-genesis"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ADirectoryHasOneOwnerAndNobodyElseTouchesIt()
    {
        using (var first = DataDirectory.Take(_folder.FullName))
        {
            DevnetDirectory.Prepare(first, Options(), Genesis);
            var files = Files();
            var refusal = Assert.Throws<ChainStoreException>(() => DataDirectory.Take(_folder.FullName));
            Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(files, Files());
        }

        DataDirectory.Take(_folder.FullName).Dispose();
    }

    [Fact]
    public async Task ResetOfADirectoryInUseDeletesNothingAndIsAnExitCode()
    {
        using var owner = DataDirectory.Take(_folder.FullName);
        DevnetDirectory.Prepare(owner, Options(), Genesis);
        var files = Files();
        Assert.Equal(1, await DevnetHost.Run(Options() with { Reset = true }, CancellationToken.None));
        Assert.Equal(files, Files());
    }

    [Fact]
    public async Task TheLockOfAKilledProcessIsGone()
    {
        using var process = TestProcess.Start(TestProcess.HoldLock, _folder.FullName);
        Assert.Equal("locked", await process.StandardOutput.ReadLineAsync());
        Assert.Throws<ChainStoreException>(() => DataDirectory.Take(_folder.FullName));
        process.Kill();
        await process.WaitForExitAsync();
        DataDirectory.Take(_folder.FullName).Dispose();
    }

    [Theory]
    [InlineData("--nodes: the directory has 1, the options ask for 2")]
    [InlineData("--validators: the directory has 64, the options ask for 65")]
    [InlineData("--slot-ms: the directory has 2000, the options ask for 3000")]
    [InlineData(
        "the first fork: the directory has gloas (--gloas-from-genesis), the options ask for phase0 (no --gloas-from-genesis)")]
    public void AnotherShapeIsRefusedAndBothValuesAreNamed(string expected)
    {
        Once(Options());
        var other = expected.Split(':')[0] switch
        {
            "--nodes" => Options() with { Nodes = 2 },
            "--validators" => Options() with { Validators = 65 },
            "--slot-ms" => Options() with { SlotMs = 3_000 },
            _ => Options() with { GloasFromGenesis = false },
        };
        Assert.Contains(expected, Assert.Throws<ChainStoreException>(() => Once(other)).Message, StringComparison.Ordinal);

        // The same again goes on, and so does a start that says nothing of the shape.
        Assert.Equal(Options(), Once(Options()));
        var silent = Once(Options() with { Nodes = 4, Validators = 8, SlotMs = 6_000, GloasFromGenesis = false, NotGiven = Shape });
        Assert.Equal((1, 64, 2_000UL, true), (silent.Nodes, silent.Validators, silent.SlotMs, silent.GloasFromGenesis));

        // And what is forgotten is gone, the history of the keys too.
        Assert.Equal(2, Once(Options() with { Nodes = 2, Reset = true }).Nodes);
    }

    [Fact]
    public void ANewDevnetAsksForItsGenesisTimeWhenItsKeysAreMadeAndAnOldOneNever()
    {
        var asked = 0;
        using (var directory = DataDirectory.Take(_folder.FullName))
        {
            var devnet = DevnetDirectory.Prepare(directory, Options(), () =>
            {
                asked++;
                Assert.Empty(directory.Nodes);
                return Genesis.AddSeconds(7);
            });
            Assert.Equal((ulong)Genesis.ToUnixTimeSeconds() + 7, devnet.Genesis.State.GenesisTime);
        }

        Assert.Equal(1, asked);
        using var again = DataDirectory.Take(_folder.FullName);
        var kept = DevnetDirectory.Prepare(again, Options(), () => throw new InvalidOperationException("the genesis is over"));
        Assert.Equal((ulong)Genesis.ToUnixTimeSeconds() + 7, kept.Genesis.State.GenesisTime);
    }

    [Theory]
    [InlineData(1, 0, 5_000)]
    [InlineData(1, 100, 5_000)]
    [InlineData(1, 600, 16_800)]
    [InlineData(4, 800, 30_000)]
    [InlineData(1, 60_000, 146_000)]
    public void TheSlowerTheStartTheLaterTheGenesis(int nodes, int elapsedMs, int delayMs) =>
        Assert.Equal(delayMs, DevnetHost.DelayOf(nodes, TimeSpan.FromMilliseconds(elapsedMs)).TotalMilliseconds);

    [Fact]
    public void OtherProgramsFindTheChainInFiles()
    {
        DevnetDirectory devnet;
        using (var directory = DataDirectory.Take(_folder.FullName))
        {
            devnet = DevnetDirectory.Prepare(directory, Options() with { SlotMs = 6_000 }, Genesis);
        }

        var yaml = File.ReadAllText(Path.Combine(_folder.FullName, "network", "config.yaml"));
        Assert.True(ChainConfig.TryParse(yaml, out var config, out var error), error?.ToString());
        Assert.DoesNotContain(config.Entries, static entry => entry.IsMissing);
        var spec = new ChainSpec(Preset.Minimal, config);
        Assert.Equal(devnet.Spec.ToMap(), spec.ToMap());
        var ssz = File.ReadAllBytes(Path.Combine(_folder.FullName, "network", "genesis.ssz"));
        Assert.True(BeaconState.TryDecode(ssz, spec.Ssz(spec.ForkAt(0)), out var state, out _));
        Assert.Equal(devnet.Genesis.State.HashTreeRoot(), state.HashTreeRoot());
    }

    [Fact]
    public void WithoutTheHistoryOfItsKeysAnOldChainIsRefused()
    {
        Once(Options());
        File.Delete(Path.Combine(_folder.FullName, "node-0", "slashing-protection.db"));
        var refusal = Assert.Throws<SlashingProtectionException>(() => Once(Options()));
        Assert.Contains("slashing-protection.db is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"format\": 3}", "format 3")]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{\"format\": 2}", "cannot be read")]
    [InlineData("{\"format\": 2, \"format\": 2}", "cannot be read")]
    public void APlanThatIsNotKnownIsRefused(string json, string expected)
    {
        Once(Options());
        File.WriteAllText(Path.Combine(_folder.FullName, "plan.json"), json);
        Assert.Contains(expected, Assert.Throws<ChainStoreException>(() => Once(Options())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirectoryOfVersion010IsAdoptedWithWhatItsKeysSigned()
    {
        var path = OldDirectory();
        var options = Options() with { GloasFromGenesis = false };

        // Another shape is refused before anything is changed.
        Assert.Throws<ChainStoreException>(() => Once(options with { Nodes = 2 }));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "plan.json")));
        Once(options with { NotGiven = Shape });
        var keys = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 64)).Pubkeys.ToHashSet();
        using (var directory = DataDirectory.Take(_folder.FullName))
        {
            var adopted = DevnetDirectory.Prepare(directory, options with { NotGiven = Shape }, Genesis);
            var history = adopted.Protections[0].Export().Data;
            Assert.Equal(64, history.Count(static key => key.Attestations.Count > 0));
            Assert.Contains(history, static key => key.Blocks.Count > 0);
            Assert.All(history, key => Assert.Contains(key.Pubkey, keys));
            var known = history.First(static key => key.Attestations.Count > 0);
            var last = known.Attestations[^1];
            Assert.NotNull(Assert.Single(adopted.Protections[0].Note(
                [new SlashableMessage.Attestation(known.Pubkey, last.Source, last.Target, new Root([.. new byte[31], 9]))])));
        }

        // The old values are gone, and the old program would refuse the file.
        using var store = LiteDbChainStore.Open(path);
        Assert.Null(store.GetValue("slashing-protection/attestations"));
        Assert.False(store.IsOld);
    }

    [Fact]
    public void ADirectoryOfVersion010ThatIsDamagedIsRefusedWithAMessage()
    {
        var path = OldDirectory();
        var whole = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[1, 20_000], Gen.Bool).Sample(
            damage =>
            {
                foreach (var file in Files().Where(static file => !file.EndsWith("chain.db", StringComparison.Ordinal)))
                {
                    File.Delete(file);
                }

                var torn = (byte[])whole.Clone();
                torn.AsSpan(damage.Item1, Math.Min(damage.Item2, torn.Length - damage.Item1)).Reverse();
                File.WriteAllBytes(path, damage.Item3 ? torn[..damage.Item1] : torn);
                try
                {
                    Once(Options() with { NotGiven = Shape });
                }
                catch (Exception e) when (e is ChainStoreException or SlashingProtectionException or NodeStartException)
                {
                    Assert.NotEmpty(e.Message);
                }
            },
            iter: 12,
            threads: 1);
    }

    [Fact]
    public async Task ADamagedDirectoryIsAMessageAndAnExitCode()
    {
        Once(Options());
        File.WriteAllText(Path.Combine(_folder.FullName, "node-0", "chain.db"), new string('x', 40_000), Encoding.ASCII);
        Assert.Equal(1, await DevnetHost.Run(Options(), CancellationToken.None));
    }

    private string OldDirectory()
    {
        var path = Path.Combine(_folder.FullName, "node-0", "chain.db");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, TestData.Read("restart-skipped-checkpoint.chain.db"));
        return path;
    }

    private DevnetOptions Options() => new(1, 64, 2_000, true, false, _folder.FullName, 0, 0, null, LogEventLevel.Fatal);

    private DevnetOptions Once(DevnetOptions options)
    {
        using var directory = DataDirectory.Take(_folder.FullName);
        return DevnetDirectory.Prepare(directory, options, Genesis).Options;
    }

    private string[] Files() =>
        [.. Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
