using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Bench.Nodes;

/// <summary>A network in a temporary folder (config.yaml, genesis.ssz), and the actor system of the bench's own peers on it.</summary>
internal sealed class BenchNetwork : IDisposable
{
    private BenchNetwork(string folder, BeaconState genesis)
    {
        (Folder, Genesis) = (folder, genesis);
        Hocon = NodeConfig.Layered();
        System = ActorSystem.Create("bench", ConfigurationFactory.ParseString(
            "akka.loglevel = WARNING\nakka.stdout-loglevel = OFF").WithFallback(Hocon));
    }

    /// <summary>Where its files are, and folders of nodes may be.</summary>
    public string Folder { get; }

    /// <summary>The genesis state.</summary>
    public BeaconState Genesis { get; }

    /// <summary>The preset and configuration.</summary>
    public ChainSpec Spec => Genesis.Spec;

    /// <summary>The settings of a node.</summary>
    public Config Hocon { get; }

    /// <summary>Where the bench's own peers live.</summary>
    public ActorSystem System { get; }

    /// <summary>Makes a network of the mainnet preset that begins in fulu, with interop validators.</summary>
    public static BenchNetwork Mainnet(IReadOnlyList<BLSPubkey> validators, DateTimeOffset genesis)
    {
        var spec = new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet with
        {
            ConfigName = "bench",
            AltairForkEpoch = 0,
            BellatrixForkEpoch = 0,
            CapellaForkEpoch = 0,
            DenebForkEpoch = 0,
            ElectraForkEpoch = 0,
            FuluForkEpoch = 0,
        });
        var time = (ulong)genesis.ToUnixTimeSeconds();
        return Of(InteropGenesis.Create(spec, validators, time, EmbeddedExecutionLayer.Genesis(time), ManagedBls.Shared));
    }

    /// <summary>Writes the files of a network that begins with a state.</summary>
    public static BenchNetwork Of(BeaconState genesis)
    {
        var folder = Directory.CreateTempSubdirectory("consensoor-bench-").FullName;
        File.WriteAllText(Path.Combine(folder, NetworkFiles.ConfigName), genesis.Spec.Config.ToYaml());
        File.WriteAllBytes(Path.Combine(folder, NetworkFiles.GenesisName), genesis.ToSsz(genesis.Ssz));
        return new BenchNetwork(folder, genesis);
    }

    /// <summary>Fills memory with secret bytes.</summary>
    public static void Fill(Memory<byte> memory) => RandomNumberGenerator.Fill(memory.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        System.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
