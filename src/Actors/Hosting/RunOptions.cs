using Serilog.Events;

namespace Consensoor.Actors.Hosting;

/// <summary>What a node on a given genesis is to be; the gas limit in gas, ports 0 for none.</summary>
public sealed record RunOptions(
    string? GenesisState,
    string? NetworkConfig,
    string? Preset,
    ExecutionAddress FeeRecipient,
    string Graffiti,
    ulong TargetGasLimit,
    string? ConfigFile,
    string DataDir,
    int BeaconApiPort,
    int MetricsPort,
    LogEventLevel LogLevel);
