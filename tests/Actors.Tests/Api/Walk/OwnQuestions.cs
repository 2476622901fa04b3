namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>What is asked of a chain besides to have answers in which there is something.</summary>
internal static class OwnQuestions
{
    private const string Own = "/consensoor/v1/";
    private const int Slots = 16;

    /// <summary>What ends a walk, so that no fault is done after it.</summary>
    public static (string Operation, WalkRequest Request) Last { get; } =
        ($"DELETE {Own}faults", new WalkRequest("DELETE", $"{Own}faults"));

    /// <summary>Proposals, duties and blocks of the last slots, and the other documents and files.</summary>
    public static IEnumerable<(string Operation, WalkRequest Request)> Of(WalkChain chain)
    {
        for (var slot = chain.Slot - Slots; slot <= chain.Slot + 1; slot++)
        {
            yield return Get("proposals/{slot}/why", $"proposals/{slot}/why");
            yield return Get("duties/why", $"duties/why?slot={slot}");
        }

        foreach (var root in chain.View.Blocks.Keys.Take(Slots))
        {
            yield return Get("blocks/{root}/why", $"blocks/{root}/why");
        }

        yield return Get("slots", "slots?count=64");
        yield return Get("tree", "tree?slots=128");
        foreach (var name in (string[])["keymanager.json", "beacon-earlier.json"])
        {
            yield return ("GET /openapi/{document}", new WalkRequest("GET", $"/openapi/{name}"));
        }

        foreach (var file in (string[])["index.html", "base.css", "icon.svg"])
        {
            yield return ("GET /page/{file}", new WalkRequest("GET", $"/page/{file}"));
        }
    }

    private static (string Operation, WalkRequest Request) Get(string path, string asked) =>
        ($"GET {Own}{path}", new WalkRequest("GET", Own + asked));
}
