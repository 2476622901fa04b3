using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Consensoor.Bench.Engine;
using Consensoor.Bench.Gossip;
using Consensoor.Bench.Lodestar;
using Consensoor.Bench.Native;
using Consensoor.Bench.Nodes;
using Consensoor.Bench.Spec;
using Consensoor.Bench.States;
using Consensoor.Bench.Storage;
using Consensoor.Bench.Timing;

if (args is ["native", .. var rest])
{
    NativeProgram.Run(NativeOptions.Parse(rest));
    return 0;
}

if (args is ["lodestar", var lodestar, var turns, var registries, var plot])
{
    LodestarProgram.Run(
        lodestar,
        int.Parse(turns, System.Globalization.CultureInfo.InvariantCulture),
        [.. registries.Split(',').Select(static size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))],
        plot);
    return 0;
}

if (args is ["timing", ..])
{
    return TimingProgram.Run(samples: 10_000);
}

if (args is ["engine-codec"])
{
    EngineCodecProgram.Run();
    return 0;
}

if (args is ["epochs"] or ["epochs", _])
{
    EpochProgram.Run(args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
    return 0;
}

if (args is ["storage", .. var storage])
{
    return StorageProgram.Run(storage);
}

if (args is ["fork-choice", var registry])
{
    ForkChoiceProgram.Run(int.Parse(registry, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["non-finality", var count, var epochs, var mebibytes])
{
    NonFinalityProgram.Run(
        int.Parse(count, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(epochs, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(mebibytes, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["gossip-machines"])
{
    MachinesProgram.Run();
    return 0;
}

if (args is ["gossip-floor", var size])
{
    GossipFloor.Print(int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["gossip-peer"])
{
    await GossipPeer.Run();
    return 0;
}

if (args is ["gossip", var js, var rounds])
{
    await GossipProgram.Run(js, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["attestations", var validators])
{
    await AttestationsProgram.Run(int.Parse(validators, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["votes", var electorate])
{
    VotesProgram.Run(int.Parse(electorate, System.Globalization.CultureInfo.InvariantCulture), [16, 64, 128, 512]);
    return 0;
}

if (args is ["range-sync", var slots, var servers])
{
    await RangeSyncProgram.Run(
        int.Parse(slots, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(servers, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["peers-memory", var minutes, var peers])
{
    await PeersMemoryProgram.Run(
        int.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(peers, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

// In process, since the benchmarks hold states that take long to make; few iterations, since the operations are long.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(2)
    .WithIterationCount(7)
    .WithInvocationCount(1)
    .WithUnrollFactor(1);
BenchmarkSwitcher.FromAssembly(typeof(GossipProgram).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.JoinSummary));
return 0;
