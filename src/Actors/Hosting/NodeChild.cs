using Akka.Actor;
using Akka.Configuration;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// One line of a node's table of children: its name below /user/node, how it is made from those before it, and how a new incarnation comes
/// by its state. What a failure means is the same for all lines (see <see cref="NodeSupervision"/>), what is lost by it is not.
/// </summary>
public sealed record NodeChild(string Name, string Recovery, Func<NodeParts, Props> Props);

/// <summary>What a child can be made from: the settings, the configuration below `consensoor`, and the children before it.</summary>
public sealed record NodeParts(NodeSettings Settings, Config Config, NodeActors Actors);
