using System.CommandLine;
using System.Text.Json;
using Consensoor.Actors.Cli.Operations;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `ctl`: asks a node that runs, over its Beacon API, about its head, sync, peers, duties, actors and health; lines, or its own JSON.
/// Exits with 1 where it does not answer, or is not well.
/// </summary>
internal static class CtlCommand
{
    private const string Syncing = "eth/v1/node/syncing";
    private static readonly Uri Here = new("http://127.0.0.1:5052/");

    public static Command Create(CliOptions cli)
    {
        var ready = new Option<bool>("--ready") { Description = "Ask whether it is of use to validators, and not only whether it lives" };
        var slot = CliOptions.Plain<ulong?>("--slot", "Slot to tell of; that of the head unless given", null, "a number", TrySlot);
        return new Command("ctl", "Ask a node about head, sync, peers, duties, actors, health")
        {
            Ask(cli, "head", "Its head, what is justified and finalized, and whether it is synced", CtlText.Head, static _ =>
            [
                "eth/v1/beacon/headers/head", "eth/v1/beacon/states/head/finality_checkpoints", Syncing,
            ]),
            Ask(cli, "sync", "What sync does, and why no more", CtlText.Sync, static _ =>
            [
                Syncing, "consensoor/v1/sync/why",
            ]),
            Ask(cli, "peers", "The peers it knows", CtlText.Peers, static _ => ["eth/v1/node/peers"]),
            Ask(cli, "duties", "What its validators did in a slot", CtlText.Duties, result =>
            [
                result.GetValue(slot) is { } given ? $"consensoor/v1/duties/why?slot={given}" : Syncing,
            ], slot),
            Ask(cli, "actors", "Its actors as a tree, with their mailboxes, and its queues", CtlActors.Write, static _ =>
            [
                "consensoor/v1/actors",
            ]),
            Ask(cli, "health", "Whether it lives, by the exit code", static (_, output) => output.WriteLine("well"), result =>
            [
                $"consensoor/v1/health/{(result.GetValue(ready) ? "ready" : "live")}",
            ], ready),
        };
    }

    private static Command Ask(
        CliOptions cli,
        string name,
        string description,
        Action<IReadOnlyList<JsonElement>, TextWriter> write,
        Func<ParseResult, string[]> paths,
        params Option[] own)
    {
        var url = cli.Make<Uri?>(
            "--beacon-node-url",
            "The node, by its Beacon API; of several joined by commas the first",
            Here,
            "a URL http://… or https://… without a query",
            CliText.TryFirstServer,
            mayHoldSecret: true);
        var json = new Option<bool>("--json") { Description = "Write its answers as they are, JSON a line each" };
        var command = new Command(name, description) { url, json };
        Array.ForEach(own, command.Add);
        command.SetAction(async (result, cancellation) =>
        {
            foreach (var warning in cli.UnknownVariables(result))
            {
                result.InvocationConfiguration.Error.WriteLine($"warning: {warning}");
            }

            var at = result.GetValue(url)!;
            using var node = new BeaconNode(at);
            var answers = new List<JsonElement>();
            var asked = paths(result);
            foreach (var path in asked)
            {
                var (data, problem) = await node.Get(path, cancellation);
                if (problem is not null)
                {
                    return result.Refuse($"{at.Authority}: {problem}");
                }

                answers.Add(data);
            }

            // Without a slot the node is asked for its head first.
            if (name == "duties" && asked is [Syncing])
            {
                if (CtlText.Number(answers[0], "head_slot") is not { } head)
                {
                    return result.Refuse($"{at.Authority}: {Syncing}: has no head_slot");
                }

                var (data, problem) = await node.Get($"consensoor/v1/duties/why?slot={head}", cancellation);
                if (problem is not null)
                {
                    return result.Refuse($"{at.Authority}: {problem}");
                }

                answers = [data];
            }

            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                answers.ForEach(answer => output.WriteLine(CtlText.Line(answer)));
            }
            else
            {
                write(answers, output);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static bool TrySlot(string text, out ulong? value)
    {
        var read = CliText.TryNumber(text, out var number);
        value = number;
        return read;
    }
}
