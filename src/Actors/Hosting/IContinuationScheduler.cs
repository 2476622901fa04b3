namespace Consensoor.Actors.Hosting;

/// <summary>An Akka scheduler that says where task continuations of its actor system must run.</summary>
public interface IContinuationScheduler
{
    TaskScheduler Continuations { get; }
}
