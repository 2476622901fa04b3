using Akka.Actor;
using Akka.Configuration;

namespace Consensoor.Actors.Hosting;

/// <summary>A child of a <see cref="NodeSupervisor"/>: its name, and how it is made from the configuration and those before it.</summary>
public sealed record SupervisedChild(string Name, Func<Config, NodeActors, Props> Props);
