using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;

namespace Consensoor.Actors.Network;

/// <summary>How many messages of each topic kind may be undecided at a node (`consensoor.gossip.window`).</summary>
public sealed class GossipWindows
{
    private readonly int[] _windows;

    private GossipWindows(int[] windows) => _windows = windows;

    /// <summary>Reads `consensoor.gossip.window`: a number per topic kind in kebab-case, and `default`.</summary>
    public static GossipWindows From(Config consensoor)
    {
        var kinds = Enum.GetValues<TopicKind>();
        return new GossipWindows([.. kinds.Select(kind =>
        {
            var path = $"gossip.window.{Kebab(kind.ToString())}";
            return consensoor.Positive(consensoor.HasPath(path) ? path : "gossip.window.default");
        })]);
    }

    /// <summary>The window of a kind.</summary>
    public int Of(TopicKind kind) => _windows[(int)kind];

    private static string Kebab(string name) =>
        string.Concat(name.Select(static (letter, at) => char.IsUpper(letter) ? $"{(at == 0 ? "" : "-")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
