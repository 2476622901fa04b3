using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Cli;

/// <summary>What `genesis create` was asked for; the builders' balance is in ETH, keys go by their numbers.</summary>
internal sealed record GenesisRequest
{
    public required string NetworkConfig { get; init; }

    public required string? Name { get; init; }

    /// <summary>FORK=EPOCH, as given.</summary>
    public required IReadOnlyList<string> ForkEpochs { get; init; }

    /// <summary>KEY=VALUE of the configuration, as given.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    public required string? ExecutionGenesis { get; init; }

    public required ulong GenesisTime { get; init; }

    public required string? MnemonicFile { get; init; }

    public required (int First, int Count) Validators { get; init; }

    public required (int First, int Count)? Builders { get; init; }

    public required ulong BuilderBalance { get; init; }

    public required ExecutionAddress? WithdrawalAddress { get; init; }
}
