/** Which models the catalogue holds and which of them lie in the data directory. */
import { findModelFile, type ModelFile, modelsDirectory, type SourceFailure } from './pull-model.ts';
import { type CatalogueModel, readCatalogue } from './read-catalogue.ts';

export type ListedModel = {
  model: CatalogueModel;
  /** Checked by its checksum. */
  file: ModelFile | null;
  /** What is wrong with a file that lies there. */
  failures: SourceFailure[];
};

/** Lists the models of the catalogue with the state of their files; reads each file that is there once. */
export async function listModels(
  dependencies: { dataDirectory: string; catalogue?: readonly CatalogueModel[] },
  signal?: AbortSignal,
): Promise<ListedModel[]> {
  const directory = modelsDirectory(dependencies.dataDirectory);
  const listed: ListedModel[] = [];
  for (const model of dependencies.catalogue ?? readCatalogue()) {
    const { file, failures } = await findModelFile(directory, model, signal ? { signal } : {});
    listed.push({ model, file, failures: failures.filter(({ code }) => code !== 'not-there') });
  }
  return listed;
}
