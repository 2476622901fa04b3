using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Libp2p.Multiaddrs;

namespace Consensoor.Actors.Cli;

/// <summary>Holds the options of a node on a given genesis, those of ethpandaops' consensoor among them, and reads them.</summary>
internal sealed class RunCliOptions
{
    private readonly CliOptions _cli;
    private readonly Option<string?> _genesisState;
    private readonly Option<string?> _networkConfig;
    private readonly Option<string?> _preset;
    private readonly Option<(int First, int Count)?> _interop;
    private readonly Option<int> _p2pPort;
    private readonly Option<IPAddress> _p2pHost;
    private readonly Option<int?> _quicPort;
    private readonly Option<IReadOnlyList<Multiaddr>> _peers;
    private readonly Option<IReadOnlyList<string>> _bootNodes;
    private readonly Option<bool> _supernode;
    private readonly Option<bool> _attributes;
    private readonly Option<int> _keymanagerPort;
    private readonly Option<IPAddress> _keymanagerHost;
    private readonly Option<string?> _keymanagerToken;
    private readonly ExecutionCliOptions _execution;
    private readonly KeyCliOptions _keys;
    private readonly CheckpointCliOptions _checkpoint;
    private readonly NodeCliOptions _node;

    /// <summary>Makes the options.</summary>
    public RunCliOptions(CliOptions cli)
    {
        _cli = cli;
        _genesisState = cli.Make<string?>(
            "--genesis-state", "Genesis state as SSZ, .ssz_snappy or .json", null, CliText.PathExpected, CliText.TryPath!);
        _networkConfig = cli.NetworkConfig();
        _preset = cli.Preset();
        _interop = cli.InteropValidators();
        (_p2pPort, _p2pHost, _quicPort) = (cli.P2pPort(), cli.P2pHost(), cli.QuicPort());
        (_peers, _bootNodes) = (cli.Peers(), cli.BootNodes());
        _supernode = cli.Switch("--supernode", "Keep all data columns (128 custody groups), recover missing ones and pass them on");
        _attributes = cli.Switch(
            "--emit-payload-attributes",
            "Tell events each slot what its payload is to be built with, and not only where a proposer is known to be here");
        (_keymanagerPort, _keymanagerHost, _keymanagerToken) = (cli.KeymanagerPort(), cli.KeymanagerHost(), cli.KeymanagerTokenFile());
        _execution = new ExecutionCliOptions(cli);
        _keys = new KeyCliOptions(cli);
        _checkpoint = new CheckpointCliOptions(cli);
        _node = new NodeCliOptions(cli, IPAddress.Any);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] own =
        [
            _genesisState, _networkConfig, _preset, _interop, _p2pPort, _p2pHost, _quicPort, _peers, _bootNodes, _supernode, _attributes,
            _keymanagerPort, _keymanagerHost, _keymanagerToken,
        ];
        foreach (var option in own)
        {
            command.Add(option);
        }

        _execution.AddTo(command);
        _keys.AddTo(command);
        _checkpoint.AddTo(command);
        _node.AddTo(command);
    }

    /// <summary>Reads what was given.</summary>
    public RunOptions Read(ParseResult result) => _checkpoint.Read(result, new RunOptions(
        result.GetValue(_genesisState),
        result.GetValue(_networkConfig),
        result.GetValue(_preset),
        result.GetValue(_interop),
        _node.Read(result, _execution.Settings(result).Concat(_keys.Settings(result))),
        result.InvocationConfiguration.Error)
    {
        IsSupernode = result.GetValue(_supernode),
        EmitsPayloadAttributes = result.GetValue(_attributes),
        P2pPort = result.GetValue(_p2pPort),
        P2pHost = result.GetValue(_p2pHost)!,
        QuicPort = result.GetValue(_quicPort),
        Peers = result.GetValue(_peers)!,
        BootNodes = result.GetValue(_bootNodes)!,
        KeymanagerPort = result.GetValue(_keymanagerPort),
        KeymanagerHost = result.GetValue(_keymanagerHost)!,
        KeymanagerTokenFile = result.GetValue(_keymanagerToken),
    });

    /// <summary>
    /// Lists the options that no setting of HOCON stands for, of `run` or only those that `devnet` has too, each with its value as text and
    /// where that comes from; a URL without its user.
    /// </summary>
    public IEnumerable<(string Name, string Value, string Origin)> Described(ParseResult result, bool isDevnet)
    {
        var command = result.CommandResult.Command.Options;
        foreach (var option in isDevnet ? _node.All : [.. command])
        {
            if (option.Name == "--config" || RunSettings.Names.Contains(option.Name.TrimStart('-'), StringComparer.Ordinal))
            {
                var origin = _cli.OriginOf(result, option);
                var isHost = isDevnet && origin == CliOptions.Default && option.ValueType == typeof(IPAddress);
                yield return (
                    option.Name, isHost ? IPAddress.Loopback.ToString() : Shown(result.GetValue<object?>(option.Name)), origin);
            }
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "",
        bool isOn => isOn ? "on" : "off",
        Uri url => $"{url.Scheme}://{url.Authority}{url.AbsolutePath}",
        ValueTuple<int, int> range => $"{range.Item1}..{range.Item1 + range.Item2}",
        System.Collections.IEnumerable list and not string => string.Join(',', list.Cast<object>()),
        _ => value.ToString() ?? "",
    };
}
