namespace Consensoor.Interop.Genesis.Execution;

/// <summary>Says what a JSON file has at a place and what is expected there; never leaves the reader of the file.</summary>
internal sealed class JsonPlaceException(string message) : Exception(message);
