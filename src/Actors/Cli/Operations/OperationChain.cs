using System.CommandLine;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli.Operations;

/// <summary>
/// The options that say of which chain an operation is, and where it goes: a configuration, the root of its genesis validators, and a
/// beacon node that is asked for what is not said, and given the operation with `--send` alone.
/// </summary>
internal sealed class OperationChain
{
    private readonly Option<string> _config;
    private readonly Option<Root?> _root;
    private readonly Option<Uri?> _url;
    private readonly Option<bool> _send;

    /// <summary>Makes the options.</summary>
    public OperationChain(CliOptions cli)
    {
        _config = Config();
        _root = CliOptions.Plain<Root?>(
            "--genesis-validators-root",
            "The chain, where no beacon node says it",
            null,
            "a root, 32 bytes in 0x hex",
            static (string text, out Root? root) =>
            {
                var isRoot = Root.TryParse(text, out var read);
                root = read;
                return isRoot && text.StartsWith("0x", StringComparison.Ordinal);
            });
        _url = cli.Make<Uri?>(
            "--beacon-node-url",
            "Beacon node that is asked for what is not said, and that the operation is sent to with --send; of several the first",
            null,
            "a URL http://HOST:PORT or https://HOST:PORT",
            CliText.TryFirstServer,
            mayHoldSecret: true);
        _send = new Option<bool>("--send") { Description = "Send it to the beacon node's pool; it cannot be taken back" };
    }

    /// <summary>Makes the option of a configuration.</summary>
    public static Option<string> Config() => CliOptions.Required(
        "--network-config",
        $"The chain: {string.Join(", ", Networks.Names)}, or a configuration file in the standard YAML form",
        "",
        CliText.PathExpected,
        CliText.TryPath);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_config, _root, _url, _send])
        {
            command.Add(option);
        }
    }

    /// <summary>Gives the chain; null and the reason where it is none.</summary>
    public ChainSpec? Spec(ParseResult result, out string? problem) => ChainSpecs.Load(result.GetValue(_config)!, out problem);

    /// <summary>Gives the beacon node that is named, if any.</summary>
    public BeaconNode? Node(ParseResult result) => result.GetValue(_url) is { } url ? new BeaconNode(url) : null;

    /// <summary>
    /// Gives the root of the genesis validators, of the option or of the node; null and the reason where neither says it.
    /// </summary>
    public async Task<(Root? Root, string? Problem)> GenesisValidatorsRoot(
        ParseResult result, BeaconNode? node, CancellationToken cancellation) =>
        result.GetValue(_root) is { } given ? (given, null)
            : node is not null ? await node.GenesisValidatorsRoot(cancellation)
            : (null, "--genesis-validators-root says which chain it is, or --beacon-node-url asks");

    /// <summary>Writes an operation, and sends it to a pool where that was asked for; gives the exit code.</summary>
    public async Task<int> Finish(ParseResult result, BeaconNode? node, string pool, string json, CancellationToken cancellation)
    {
        await result.InvocationConfiguration.Output.WriteLineAsync(json);
        if (!result.GetValue(_send))
        {
            return ExitCodes.Done;
        }

        if (node is null)
        {
            return result.Refuse("--send: --beacon-node-url says where to");
        }

        if (await node.Post(pool, json, cancellation) is { } problem)
        {
            return result.Refuse(problem);
        }

        await result.InvocationConfiguration.Error.WriteLineAsync("the beacon node has taken it");
        return ExitCodes.Done;
    }
}
