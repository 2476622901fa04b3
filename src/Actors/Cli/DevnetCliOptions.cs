using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options of a devnet, and reads them.</summary>
internal sealed class DevnetCliOptions
{
    private readonly CliOptions _cli;
    private readonly Option<int> _nodes;
    private readonly Option<int> _validators;
    private readonly Option<ulong> _slotMs;
    private readonly Option<bool> _gloas;
    private readonly Option<int> _builders;
    private readonly Option<bool> _reset;
    private readonly NodeCliOptions _node;

    /// <summary>Makes the options.</summary>
    public DevnetCliOptions(CliOptions cli)
    {
        _cli = cli;
        _nodes = cli.Make("--nodes", "Nodes, among which the validators are split", 1, "a number", CliText.TryCount);
        _validators = cli.Make("--validators", "Validators", 64, "a number", CliText.TryCount);
        _slotMs = cli.Make(
            "--slot-ms", "Length of a slot in milliseconds, whole seconds", DevnetChain.DefaultSlotMs, "a number", CliText.TryNumber);
        _gloas = cli.Switch("--gloas-from-genesis", "Begin in gloas instead of phase0");
        _builders = cli.Make(
            "--builders",
            "Builders that bid, one a node, from the first on (with --gloas-from-genesis)",
            0,
            "a number",
            CliText.TryCount);

        // Without a variable: each start would forget the chain.
        _reset = new Option<bool>("--reset")
        {
            Description = "Forget the chains of earlier runs in the data directory, and what their keys signed"
        };
        _node = new NodeCliOptions(cli, IPAddress.Loopback);
    }

    /// <summary>Names the options that a devnet alone has, and that a setting may stand for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["--nodes", "--validators", "--slot-ms", "--gloas-from-genesis", "--builders"];

    /// <summary>Names its options that are settings of the group `consensoor.run` too.</summary>
    public static IReadOnlyList<string> CommonNames { get; } =
        [.. new NodeCliOptions(new CliOptions(static _ => null), IPAddress.Loopback).All.Select(static option => option.Name.TrimStart('-'))
            .Where(static name => RunSettings.IsOne(RunSettings.PathOf(name)))];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Array.ForEach<Option>([_nodes, _validators, _slotMs, _gloas, _builders, _reset], command.Add);
        _node.AddTo(command);
    }

    /// <summary>Reads what was given.</summary>
    public DevnetOptions Read(ParseResult result)
    {
        var common = _node.Read(result);
        return new DevnetOptions(
            result.GetValue(_nodes),
            result.GetValue(_validators),
            result.GetValue(_slotMs),
            result.GetValue(_gloas),
            result.GetValue(_reset),
            common.DataDir,
            common.BeaconApiPort,
            common.MetricsPort,
            common.ConfigFile,
            common.LogLevel)
        {
            Builders = result.GetValue(_builders),
            BeaconApiHost = common.BeaconApiHost,
            MetricsHost = common.MetricsHost,
            Settings = common.Settings,
            Warnings = common.Warnings,
            Error = result.InvocationConfiguration.Error,
            NotGiven = [.. ((Option[])[_nodes, _validators, _slotMs, _gloas, _builders])
                .Where(option => _cli.OriginOf(result, option) == CliOptions.Default).Select(static option => option.Name)],
        };
    }
}
