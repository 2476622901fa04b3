namespace Consensoor.Fuzz.LightClient;

/// <summary>What a light client is given.</summary>
internal enum LightClientMessage
{
    Bootstrap,
    Update,
    FinalityUpdate,
    OptimisticUpdate,
}
