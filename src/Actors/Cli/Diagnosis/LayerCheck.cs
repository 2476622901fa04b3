using Consensoor.Actors.Engine;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>
/// Looks whether the execution layer answers with the secret that is given, speaks what the chain needs, and is of the same chain. A host
/// that is none, a port where nobody listens, another secret and a clock that is off are told apart.
/// </summary>
internal static class LayerCheck
{
    private const string Name = "execution layer";

    /// <summary>Asks it who it is, what it speaks and which chain it has.</summary>
    public static async Task<IReadOnlyList<Finding>> Of(Patient patient)
    {
        if (patient is not { Hocon: { } hocon, Spec: { } spec })
        {
            return [];
        }

        var consensoor = hocon.Config.GetConfig("consensoor");
        var choice = ExecutionChoice.From(consensoor);
        if (choice.Url is not { } url)
        {
            return [choice.IsEmbedded
                ? Finding.Ok(Name, "the one in the process")
                : Finding.Warn(
                    Name,
                    "none is given",
                    "name one (--engine-api-url, --jwt-secret): without it no payload is checked, and no block made")];
        }

        JwtSecret? secret;
        try
        {
            secret = choice.LoadSecret(hocon.OriginOf);
        }
        catch (NodeStartException e)
        {
            return [Finding.Fail(Name, e.Message, "name the file that the execution layer has too (--jwt-secret)")];
        }

        var deadlines = EngineSettings.From(consensoor).Deadlines with { Others = Patient.Patience };
        using var layer = new JsonRpcExecutionLayer(
            spec, url, secret, deadlines, ExecutionChoice.Own(CommandLine.Version), patient.Time);
        var identity = await layer.Connect();
        if (identity.Error is { } problem)
        {
            return [Finding.Fail(Name, $"{url.Authority}: {problem}", LayerAdvice.For(problem))];
        }

        var findings = new List<Finding> { Finding.Ok(Name, $"{url.Authority} is {identity.Name}") };
        if (identity.Missing.Count > 0)
        {
            findings.Add(Finding.Fail(
                Name,
                $"it does not speak {string.Join(", ", identity.Missing)}",
                "use a version of it that knows the forks of this chain"));
        }

        var chain = await layer.Client.GetChainId();
        findings.Add(chain.Failure is { } failure ? Finding.Warn(Name, $"its chain id is not known: {failure}", "look at its configuration")
            : chain.Value == spec.Config.DepositChainId ? Finding.Ok(Name, $"chain id {chain.Value}")
            : Finding.Fail(
                Name,
                $"its chain id is {chain.Value}, and DEPOSIT_CHAIN_ID of the chain is {spec.Config.DepositChainId}",
                "start it on the genesis of the same network"));
        return findings;
    }
}
