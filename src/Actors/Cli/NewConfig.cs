using System.Globalization;
using Consensoor.Interop.Genesis.Execution;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Actors.Cli;

/// <summary>Makes the configuration of a new network from one that is there and from what was asked for.</summary>
internal static class NewConfig
{
    private const string Never = "never";
    private const string OldSlotKey = "SECONDS_PER_SLOT";

    /// <summary>Gives the chain; null and the reason where a key or value is none, or the whole is no configuration.</summary>
    public static ChainSpec? Create(GenesisRequest request, ExecutionGenesis? execution, Hash32 executionHash, out string? error)
    {
        if (ChainSpecs.Load(request.NetworkConfig, out error) is not { } begin)
        {
            error = $"--network-config: {error}";
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MIN_GENESIS_TIME"] = Text(request.GenesisTime),
            ["GENESIS_DELAY"] = "0",
            ["MIN_GENESIS_ACTIVE_VALIDATOR_COUNT"] = Text((ulong)request.Validators.Count),
        };
        if (request.Name is { } name)
        {
            values["CONFIG_NAME"] = $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        if (execution is not null)
        {
            values["DEPOSIT_CHAIN_ID"] = values["DEPOSIT_NETWORK_ID"] = Text(execution.ChainId);
            if (execution.DepositContract is { } contract)
            {
                values["DEPOSIT_CONTRACT_ADDRESS"] = contract.ToString();
            }
        }

        error = AddForks(request.ForkEpochs, values) ?? AddSettings(request.Settings, values);
        var config = error is null ? Parse(begin.Config, values, out error) : null;
        if (config is { BellatrixForkEpoch: > Constants.GenesisEpoch and < Constants.FarFutureEpoch })
        {
            // The merge is on the block the chain begins on, at the first slot of bellatrix.
            values.TryAdd("TERMINAL_BLOCK_HASH", executionHash.ToString());
            values.TryAdd("TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH", Text(config.BellatrixForkEpoch));
            config = Parse(begin.Config, values, out error);
        }

        return config is null ? null : new ChainSpec(Preset.ByName(config.PresetBase)!, config);
    }

    private static string? AddForks(IReadOnlyList<string> pairs, Dictionary<string, string> values)
    {
        foreach (var pair in pairs)
        {
            if (pair.Split('=') is not [var name, var epoch]
                || !CliText.TryFork(name, out var fork)
                || fork == ForkName.Phase0
                || !(epoch == Never || CliText.TryNumber(epoch, out _)))
            {
                return $"--fork-epoch: '{ConfigError.Shown(pair)}' is not FORK=EPOCH with one of "
                    + $"{string.Join(", ", CliText.Forks.Skip(1))}, and a number or {Never}";
            }

            if (!values.TryAdd($"{fork.Text().ToUpperInvariant()}_FORK_EPOCH", epoch == Never ? Text(Constants.FarFutureEpoch) : epoch))
            {
                return $"--fork-epoch: {fork.Text()} is given twice";
            }
        }

        return null;
    }

    private static string? AddSettings(IReadOnlyList<string> pairs, Dictionary<string, string> values)
    {
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || pair.AsSpan(at).ContainsAny('\r', '\n'))
            {
                return $"--set: '{ConfigError.Shown(pair)}' is not KEY=VALUE";
            }

            values[pair[..at]] = pair[(at + 1)..];
        }

        return null;
    }

    // Written out and read again, so that every check of a configuration file is made.
    private static ChainConfig? Parse(ChainConfig begin, IReadOnlyDictionary<string, string> values, out string? error)
    {
        error = null;
        var lines = begin.ToYaml().Split('\n').ToList();
        if (values.ContainsKey("SLOT_DURATION_MS") && !values.ContainsKey(OldSlotKey))
        {
            lines.RemoveAll(static text => text.StartsWith($"{OldSlotKey}:", StringComparison.Ordinal));
        }

        foreach (var (key, value) in values)
        {
            var line = lines.FindIndex(text => text.StartsWith($"{key}:", StringComparison.Ordinal));
            if (line < 0)
            {
                error = $"--set: {key} is no key of a configuration";
                return null;
            }

            lines[line] = $"{key}: {value}";
        }

        if (ChainConfig.TryParse(string.Join('\n', lines), out var config, out var reason))
        {
            return config;
        }

        error = $"the configuration would be refused: {reason}";
        return null;
    }

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
