using System.CommandLine;
using System.Net;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.Server;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `el`: the embedded execution layer of a network in a process of its own, behind the Engine API over JSON-RPC and REST, for nodes
/// whose `--engine-api-url` names its port.
/// </summary>
internal static class ElCommand
{
    private const int DefaultPort = 8551;

    private static readonly (string Word, ServedForms Form)[] Forms =
        [("json", ServedForms.JsonRpc), ("v1", ServedForms.Header), ("v2", ServedForms.Path)];

    public static Command Create(CliOptions cli)
    {
        var genesisState = cli.Make<string?>(
            "--genesis-state", "Genesis state as SSZ, .ssz_snappy or .json", null, CliText.PathExpected, CliText.TryPath!);
        var networkConfig = cli.NetworkConfig();
        var preset = cli.Preset();
        var secret = cli.Make<string?>(
            "--jwt-secret",
            "File with the Engine API's secret, 32 bytes in hex",
            null,
            ExecutionChoice.SecretExpected,
            static (string text, out string? value) =>
            {
                value = text;
                return CliText.TryPath(text, out _) && ExecutionChoice.IsSecretFile(text);
            },
            mayHoldSecret: true);
        var host = cli.Make(
            "--engine-api-host", "Address the Engine API listens on", IPAddress.Loopback, "an IP address or localhost", CliText.TryAddress);
        var port = cli.Make(
            "--engine-api-port", "Port of the Engine API, 0 for any", DefaultPort, CliText.PortExpected, CliText.TryPort);
        var forms = cli.Make(
            "--engine-api-forms",
            "Forms of the Engine API that are spoken: json (JSON-RPC), v1 and v2 (REST and SSZ below /engine/v1 and /engine/v2)",
            ServedForms.All,
            "json, v1 and v2, or some of them, joined by commas",
            TryForms);
        var blobs = cli.Make(
            "--blobs", "Blobs that wait for each payload from deneb on", 0, $"a number from 0 to {EmbeddedExecution.MaxBlobs}", TryBlobs);
        var blocks = cli.Make<string?>(
            "--blocks-file",
            "File that keeps the blocks for the next start; without it they are forgotten",
            null,
            CliText.PathExpected,
            CliText.TryPath!);
        var logLevel = cli.LogLevel();
        var command = new Command("el", "Run the embedded execution layer behind the Engine API")
        {
            genesisState, networkConfig, preset, secret, host, port, forms, blobs, blocks, logLevel,
        };
        command.SetAction((result, cancellation) => ElHost.Run(
            new ElOptions(
                result.GetValue(genesisState),
                result.GetValue(networkConfig),
                result.GetValue(preset),
                result.GetValue(secret),
                new IPEndPoint(result.GetValue(host)!, result.GetValue(port)),
                result.GetValue(forms),
                result.GetValue(blocks),
                result.GetValue(blobs),
                LogLevels.Parse(result.GetValue(logLevel)!),
                result.InvocationConfiguration.Output,
                result.InvocationConfiguration.Error)
            {
                Warnings = cli.UnknownVariables(result),
            },
            cancellation));
        return command;
    }

    private static bool TryForms(string text, out ServedForms forms)
    {
        forms = ServedForms.None;
        foreach (var word in text.Split(','))
        {
            var form = Forms.FirstOrDefault(row => row.Word == word).Form;
            if (form == ServedForms.None || forms.HasFlag(form))
            {
                return false;
            }

            forms |= form;
        }

        return true;
    }

    private static bool TryBlobs(string text, out int value) => CliText.TryCount(text, out value) && value <= EmbeddedExecution.MaxBlobs;
}
